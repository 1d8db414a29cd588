"""Files of any size to the service and back, in memory that doesn't grow with them. The commands show what goes on here.

What an import goes through, in this order: `records` (lines of a file), `parsing` (in several processes: `entry_lines`,
`proto_json`, `csv_mapping`), `batches` (one request a customer), `recording` (several batches under way, each line with
an outcome), `rejects` and `progress_file` (what is left behind).
"""
