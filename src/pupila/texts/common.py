"""Sentences that every room uses."""

TEXTS: dict[str, tuple[str, str]] = {
    "common.unknown_name": (
        "There is no {kind} '{name}'. Valid: {valid}.",
        "No existe '{name}' ({kind}). Válidos: {valid}.",
    ),
    "common.unknown_name_guess": (
        "There is no {kind} '{name}'. Did you mean '{guess}'? Valid: {valid}.",
        "No existe '{name}' ({kind}). ¿Quería decir '{guess}'? Válidos: {valid}.",
    ),
    "common.unknown_device": (
        "The device '{device}' is not available here. Available: {valid}; 'auto' takes the best of them.",
        "El dispositivo '{device}' no está disponible aquí. Disponibles: {valid}; 'auto' elige el mejor.",
    ),
    "common.no_place": (
        "A run or an experiment is expected here, its folder, or the beginning of its name; what came is of type {kind}.",
        "Aquí se espera una ejecución o un experimento, su carpeta o el principio de su nombre; lo que llegó es de tipo {kind}.",
    ),
    "common.locked": (
        "'{path}' is being written by another process ({holder}). Wait for it to finish, or stop it first.",
        "Otro proceso ({holder}) está escribiendo en '{path}'. Espere a que termine o deténgalo primero.",
    ),
    # what a name is the name of
    "common.kind_check": ("check", "comprobación"),
    "common.kind_command": ("command", "orden"),
    "common.kind_data_set": ("data set", "conjunto de datos"),
    "common.kind_layer": ("layer", "capa"),
    "common.kind_lesson": ("lesson", "lección"),
    "common.kind_model": ("model", "modelo"),
    "common.kind_option": ("option", "opción"),
    "common.kind_optimizer": ("optimizer", "optimizador"),
    "common.kind_schedule": ("schedule", "plan de la tasa de aprendizaje"),
    # why the system refuses something
    "common.system_denied": ("permission denied", "permiso denegado"),
    "common.system_read_only": ("it can only be read", "solo se puede leer"),
    "common.system_full": ("the disk is full", "el disco está lleno"),
    "common.system_file": ("a file stands where a folder is needed", "hay un archivo donde hace falta una carpeta"),
    "common.system_taken": ("something lies there already", "ya hay algo ahí"),
    "common.system_folder": ("it is a folder, not a file", "es una carpeta, no un archivo"),
    "common.system_missing": ("it is not there", "no existe"),
    "common.system_long": ("the name is too long", "el nombre es demasiado largo"),
    "common.system_refused": ("the connection was refused", "la conexión fue rechazada"),
}
