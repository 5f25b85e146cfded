"""What a new installation begins with: invented people, authorities, items and files, all as data.

`content.py` reads them; the files in `files/` are made from `texts/` by `python -m sample.make_files`.
"""
