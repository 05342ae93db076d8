import pulumi

import gpucreds

# Made with the first credential; a program only reads it, for example to search a platform for what the stack left.
pulumi.export("mark", pulumi.Output.concat("gc-", gpucreds.StackIdentity.of_stack().identity))
