"""A question that the knowledge graph answers: a SPARQL query with a title, a persona and typed parameters."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

__all__ = ["Parameter", "Question", "QuestionHead"]


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


_Text = Annotated[str, Field(min_length=1)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Parameter(_Value):
    """What a question asks to be told.

    Attributes:
        type: a thing of the graph, a day, a number, or the folder of an assessment.
        of: for a thing, the classes that it may be of, as ``inc:Driver``; any class when empty.
        about: what to give, in a few words.
        example: a value that gives an answer.
    """

    type: Literal["thing", "date", "number", "assessment"] = "thing"
    of: Annotated[tuple[_Text, ...], BeforeValidator(_listed)] = ()
    about: _Text
    example: _Text


class QuestionHead(_Value):
    """What the comment at the top of a query file says.

    Attributes:
        answer: ``rows`` when the query's rows are the answer; ``paths`` when they are the steps among which the
            shortest paths between the parameters ``from`` and ``to`` are sought, which SPARQL cannot do.
        lists: columns that hold several things in one text, each with what stands between them. SPARQL leaves their
            order to the store; the answer sorts them, so that it is the same from every store.
    """

    title: _Text
    persona: Literal["auditor", "manager", "strategist"]
    about: _Text
    answer: Literal["rows", "paths"] = "rows"
    lists: dict[_Text, _Text] = {}
    parameters: dict[_Text, Parameter] = {}


class Question(_Value):
    """One question.

    Attributes:
        name: what it is called on the command line.
        head: title, persona and parameters.
        sparql: the query; each parameter is a variable of its name.
    """

    name: _Text
    head: QuestionHead
    sparql: _Text

    @property
    def example(self) -> str:
        """The command that shows the question at work."""
        given = (f"--{n} {_quoted(p.example)}" for n, p in self.head.parameters.items())
        return " ".join((f"inclead ask {self.name}", *given))


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
