"""The register as papers that leave it: what they say (pure models of documents), and a small writer per format."""

__all__ = ["making", "paper", "returning", "site"]
