"""Everything a person can do that changes the register, or looks at it, written once for every interface. Pure."""

__all__ = [
    "action",
    "bulk",
    "collaborations",
    "editions",
    "merging",
    "plan",
    "records",
    "register",
    "registry",
    "settling",
    "studies",
    "views",
]
