"""What code in the server may not do, where the interpreter would fail with an error of its host's."""

import _thread as _thread0


def _refused(*args, **named):
    raise PermissionError(1, 'Operation not permitted')


for _name in ('start_new_thread', 'start_new', 'start_joinable_thread'):
    if hasattr(_thread0, _name):
        setattr(_thread0, _name, _refused)
