"""Sign-off: revisions of a workspace that are sealed, signed, bound to each other, and can be checked by anybody."""

from inclead_graph.history.chain import HISTORY_FOLDER, History, read_history
from inclead_graph.history.earlier import earlier_in
from inclead_graph.history.sealing import Outcome, seal
from inclead_graph.history.standing import sealing_of

__all__ = ["HISTORY_FOLDER", "History", "Outcome", "earlier_in", "read_history", "seal", "sealing_of"]
