"""What goes wrong in a process, as JSON lines on standard error, like the web's access log."""

import logging

import structlog
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name


def log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                add_log_level,
                add_logger_name,
                structlog.processors.format_exc_info,
            ],
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
