"""How engines reach the hub. Nothing else in the package but the typed classes knows Pulumi."""
