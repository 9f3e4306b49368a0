"""Sentences about run folders, recipes and classifiers."""

TEXTS: dict[str, tuple[str, str]] = {
    "runs.file_missing": (
        "'{path}' is missing. Is this a run folder? 'pupila runs' lists them; a damaged run must be trained again.",
        "Falta '{path}'. ¿Es una carpeta de ejecución? 'pupila runs' las enumera; una ejecución dañada debe entrenarse de nuevo.",
    ),
    "runs.file_damaged": (
        "'{path}' cannot be read ({reason}). The run is damaged: restore the file from a copy, or train again.",
        "No se puede leer '{path}' ({reason}). La ejecución está dañada: restaure el archivo de una copia o entrene de nuevo.",
    ),
}
