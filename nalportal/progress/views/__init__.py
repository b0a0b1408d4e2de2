"""The pages of the register's milestones.

:mod:`.register` shows and exports, :mod:`.editing` changes one milestone and :mod:`.selection`
several. Each view first fetches what the person may see or change: 404 for a stranger, 403 for
who may look but not change.
"""
