"""The package as Pulumi knows it: its name begins every type of the plugin, its version picks the plugin."""

from importlib.metadata import version

PACKAGE = "gpucreds"
VERSION = version(PACKAGE)
