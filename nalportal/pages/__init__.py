"""What any page with a form needs, whatever it is about.

:mod:`.forms` and :mod:`.fields` are what forms are made of; :mod:`.sent_twice` notices that one
came before and :mod:`.answers` answers it; :mod:`.selection` chooses rows of a list;
:mod:`.uploads`, :mod:`.file_preview` and :mod:`.file_flow` take a file in by way of a preview.
"""
