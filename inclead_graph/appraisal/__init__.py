"""An appraisal against the inclusion competencies: strengths, needs, a plan; two compared; a team in numbers."""

from inclead_graph.appraisal.compare import compare
from inclead_graph.appraisal.guide import guide_of
from inclead_graph.appraisal.plan import plan_of
from inclead_graph.appraisal.portrait import portrait_of
from inclead_graph.appraisal.team import team_of

__all__ = ["compare", "guide_of", "plan_of", "portrait_of", "team_of"]
