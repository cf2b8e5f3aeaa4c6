"""The host's objects, with their methods looked up once.

An attribute of a host's object is looked up in Python's own class for it first, and found missing there by
an exception, whose cost is that of many calls.
"""

import polyglot as _polyglot
import types as _types0


def _with_methods(host):
    return _types0.SimpleNamespace(**{name: getattr(host, name) for name in dir(host) if name[:1] != '_'})


_host = _with_methods(_host)
_object_host = _with_methods(_object_host)
_part_host = _with_methods(_part_host)
_sql_host = _with_methods(_sql_host)
_keep_interpreter = _polyglot.__set_gil_locked_during_foreign_calls__
_none = None
