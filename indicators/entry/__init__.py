"""How figures get in: by a grid, a file or a command, all of them by one road.

Whatever was typed or sent becomes :class:`indicators.figures.Entry` objects (:mod:`.grid`,
:mod:`.files`, :mod:`.cbs`), each with the place where it stood. :mod:`.plan` compares them with
what is stored: new, revised, annotated or unchanged, and which values look odd. :mod:`.writing`
stores a plan, with its history, all or nothing. Between the two people look at a preview
(:mod:`.previews`; :mod:`indicators.previewing` makes it).

Why: decision 23.
"""
