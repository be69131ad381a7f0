"""The work around the register: the action plan, studies, agreements, what § 27 asks. Pure."""

__all__ = ["agreements", "conversion", "establishing", "plan", "plan_edits", "plan_past", "studies", "study_report"]
