"""How good a rulebook is: what is wrong in it, what its cases try out, and which slips of the pen they would notice."""
