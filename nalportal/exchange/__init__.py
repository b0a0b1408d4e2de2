"""Files in and out: read, checked before the import, imported all or nothing, and written again.

From the outside in: :mod:`.tables` (and :mod:`.sheets`) make rows of text of a file, :mod:`.check`
looks at that text, :mod:`.resources` turns rows into records by way of :mod:`.columns` and
:mod:`.cells`, and :mod:`.runs` does so for several files in one transaction. Whatever is wrong
becomes a :class:`.faults.Fault`. :mod:`.writing` is the way back. No app of the house is imported
here; each app describes its own columns in its ``imports`` module.
"""
