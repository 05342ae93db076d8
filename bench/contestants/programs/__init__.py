"""The programs of the contestants, each copied to a folder of its own and run there."""
