"""The git-backed register of intermunicipal collaborations, with no interface in it."""
