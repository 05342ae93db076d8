"""The life cycle of a credential: no engine, no network.

`declaration` says what a resource has, `planning` what the clock demands, `ownership` what is ours, `resource` and
`credential` what a resource does, and `hub` runs it all once for every resource.
"""
