"""Sentences about augmentations."""

TEXTS: dict[str, tuple[str, str]] = {
    "augment.unknown": (
        "There is no augmentation '{word}' (line \"{line}\"). Valid: {examples}.",
        "No existe el aumento '{word}' (línea \"{line}\"). Válidos: {examples}.",
    ),
    "augment.unknown_guess": (
        "There is no augmentation '{word}' (line \"{line}\"). Did you mean '{guess}'? Valid: {examples}.",
        "No existe el aumento '{word}' (línea \"{line}\"). ¿Quería decir '{guess}'? Válidos: {examples}.",
    ),
    "augment.malformed": (
        'The augmentation "{line}" cannot be read. Write it like "{example}".',
        'No se entiende el aumento "{line}". Escríbalo como "{example}".',
    ),
    "augment.flip": (
        'The augmentation "{line}" cannot be read. Write "flip horizontal", "flip vertical" or "flip alternating".',
        'No se entiende el aumento "{line}". Escriba "flip horizontal", "flip vertical" o "flip alternating".',
    ),
    "augment.too_large": (
        'The amount in the augmentation "{line}" must be above 0 and at most {largest}. An example: "{example}".',
        'La cantidad del aumento "{line}" debe ser mayor que 0 y como máximo {largest}. Un ejemplo: "{example}".',
    ),
}
