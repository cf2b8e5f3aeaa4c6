"""plpy.debug() ... plpy.fatal(): messages to the client and errors, with the fields that PostgreSQL gives them."""

_LOG_FIELDS = ('detail', 'hint', 'sqlstate', 'schema_name', 'table_name', 'column_name', 'datatype_name',
               'constraint_name')


def _log_message(args, fields):
    """The message, and the other fields in the order of _LOG_FIELDS."""
    if 'message' in fields:
        if args:
            raise TypeError("argument 'message' given by name and position")
        message = str(fields.pop('message'))
    elif len(args) == 1:
        message = str(args[0])
    else:
        message = str(args)
    values = []
    for name in _LOG_FIELDS:
        value = fields.pop(name, None)
        values.append(None if value is None else str(value))
    for name in fields:
        raise TypeError("'%s' is an invalid keyword argument for this function" % name)
    state = values[2]
    if state is not None and (len(state) != 5 or not state.isalnum() or state != state.upper()):
        raise ValueError('invalid SQLSTATE code')
    return message, values


def _logger(level):
    def report(*args, **fields):
        message, values = _log_message(args, fields)
        _output.flush()
        _host.notice(level, message, values)
    report.__name__ = level.lower()
    return report


def _raiser(kind):
    def error(*args, **fields):
        message, values = _log_message(args, fields)
        problem = kind(message)
        values[2] = values[2] or 'XX000'
        for name, value in zip(_LOG_FIELDS, values):
            setattr(problem, name, value)
        raise problem
    error.__name__ = kind.__name__.lower()
    return error
