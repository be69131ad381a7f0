"""The work around the register: plan, studies, councils, § 27, the annual cycle, the edition."""
