"""The provider plugin, as an engine runs it from a checkout: see PulumiPlugin.yaml."""

from gpucreds.doors.plugin import main

if __name__ == "__main__":
    main()
