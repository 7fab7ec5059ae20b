"""The commands of the command line, a module for each subject. `ui/cli.py` puts them together."""
