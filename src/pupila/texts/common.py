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
    "common.locked": (
        "'{path}' is being written by another process ({holder}). Wait for it to finish, or stop it first.",
        "Otro proceso ({holder}) está escribiendo en '{path}'. Espere a que termine o deténgalo primero.",
    ),
}
