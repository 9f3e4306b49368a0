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
    "runs.unknown": (
        "There is no run '{path}'. 'pupila runs' lists those in runs/; give the folder of any other.",
        "No existe la ejecución '{path}'. 'pupila runs' enumera las de runs/; dé la carpeta de cualquier otra.",
    ),
    "runs.ambiguous": (
        "Several runs begin with '{path}': {found}. Give more of the name.",
        "Varias ejecuciones empiezan por '{path}': {found}. Dé una parte mayor del nombre.",
    ),
    "runs.not_a_run": (
        "'{path}' is no run folder: it lacks {missing}. 'pupila runs' lists the runs here.",
        "'{path}' no es una carpeta de ejecución: le falta {missing}. 'pupila runs' enumera las que hay aquí.",
    ),
    "runs.foreign_model": (
        "'{path}' is a file; a classifier is the folder of a run ('pupila runs' lists them). "
        "Files such as .pt, .pth or .pkl can run code when they are opened, and never are: save their weights as safetensors and load them into a module in Python.",
        "'{path}' es un archivo; un clasificador es la carpeta de una ejecución ('pupila runs' las enumera). "
        "Los archivos como .pt, .pth o .pkl pueden ejecutar código al abrirse y nunca se abren: guarde sus pesos como safetensors y cárguelos en un módulo desde Python.",
    ),
    "runs.no_weights": (
        "'{path}' is no safetensors file with a header of at most 1 MB, and was not opened. Restore it from a copy, or train again.",
        "'{path}' no es un archivo safetensors con una cabecera de 1 MB como máximo, y no se ha abierto. Restáurelo de una copia o entrene de nuevo.",
    ),
    "runs.newer": (
        "The run '{path}' was written by a newer Pupila (record {found}, this one reads up to {known}). Upgrade Pupila.",
        "La ejecución '{path}' la escribió un Pupila más nuevo (registro {found}; este lee hasta {known}). Actualice Pupila.",
    ),
    "runs.out_taken": (
        "There is something in '{path}' already, and a run needs an empty folder of its own. Choose another --out.",
        "Ya hay algo en '{path}', y una ejecución necesita una carpeta propia y vacía. Elija otro --out.",
    ),
    "runs.no_predictions": (
        "The run has no predictions for '{split}' ('{path}' is not there): it is not finished, or has no such split.",
        "La ejecución no tiene predicciones de '{split}' (no existe '{path}'): no ha terminado o no tiene esa partición.",
    ),
    "runs.not_finished": (
        "The run '{path}' is not finished and has no weights yet. Go on with: pupila train --resume {path}",
        "La ejecución '{path}' no ha terminado y aún no tiene pesos. Continúe con: pupila train --resume {path}",
    ),
    "runs.diverged": (
        "The training of the run '{path}' diverged, and it has no weights. Train again with a smaller train.learning_rate.",
        "El entrenamiento de la ejecución '{path}' divergió y no tiene pesos. Entrene otra vez con un train.learning_rate menor.",
    ),
    "runs.other_weights": (
        "The weights of '{path}' do not fit its network: {reason}.",
        "Los pesos de '{path}' no encajan en su red: {reason}.",
    ),
    "runs.needs_module": (
        "The run '{path}' was trained on a network given from Python. Load it there: pupila.load_classifier(path, model=...).",
        "La ejecución '{path}' entrenó una red dada desde Python. Cárguela allí: pupila.load_classifier(path, model=...).",
    ),
    "runs.unknown_engine": (
        "Unknown engine '{engine}'. Choose one of: {valid}.",
        "Motor de cálculo desconocido: '{engine}'. Elija uno de estos: {valid}.",
    ),
    "runs.engine_numpy": (
        "The engine 'numpy' computes on the processor, and only networks in the layer language. Leave it out, or take 'torch'.",
        "El motor 'numpy' calcula en el procesador y solo redes escritas como lista de capas. No lo indique, o use 'torch'.",
    ),
    "runs.pixels": (
        "The classifier was given {received} and expects {expected}.",
        "El clasificador recibió {received} y espera {expected}.",
    ),
    "runs.interrupted": (
        "Stopped in epoch {epoch}; everything is saved. Go on with: pupila train --resume {path}",
        "Detenido en la época {epoch}; todo está guardado. Continúe con: pupila train --resume {path}",
    ),
    "runs.done_already": (
        "The run '{path}' is done; there is nothing to resume. Train the recipe again for a new run.",
        "La ejecución '{path}' ya terminó; no hay nada que reanudar. Entrene la receta otra vez para una nueva.",
    ),
    "runs.drift": (
        "The run '{path}' was computed otherwise than it would be here: {changes}. The result would not be that of an unbroken run. "
        "Go on as it began, or with: pupila train --resume {path} --allow-drift",
        "La ejecución '{path}' se calculó de otra manera que aquí: {changes}. El resultado no sería el de una ejecución sin interrupciones. "
        "Continúe como empezó, o con: pupila train --resume {path} --allow-drift",
    ),
    "runs.note_drift": (
        "The run was interrupted and gone on with elsewhere ({changes}): its figures hold, but an unbroken run would not give the same ones.",
        "La ejecución se interrumpió y se continuó en otro entorno ({changes}): sus cifras son válidas, pero una ejecución sin interrupciones no daría las mismas.",
    ),
    "runs.note_damaged": (
        "{count} damaged checkpoint(s) were passed over when the run was resumed; it went on from the one before.",
        "Al reanudar la ejecución se descartaron {count} punto(s) de control dañado(s); continuó desde el anterior.",
    ),
    "runs.disk_full": (
        "The disk is full: {needed:,} bytes more are needed for '{path}', where all that was saved before is whole. "
        "Free some space, then go on with: pupila train --resume {path}",
        "El disco está lleno: hacen falta {needed:,} bytes más para '{path}', donde todo lo guardado antes sigue íntegro. "
        "Libere espacio y continúe con: pupila train --resume {path}",
    ),
    "runs.data_changed": (
        "The images or labels of '{source}' have changed since the run '{path}' began. Put them back, or train again.",
        "Las imágenes o etiquetas de '{source}' han cambiado desde que empezó la ejecución '{path}'. Restáurelas o entrene de nuevo.",
    ),
    "runs.no_test": (
        "The run '{path}' has no test set of its own. Give labelled data: pupila evaluate {path} DATA",
        "La ejecución '{path}' no tiene conjunto de prueba propio. Dé datos etiquetados: pupila evaluate {path} DATOS",
    ),
    "runs.unknown_classes": (
        "The data have classes that the classifier does not know: {names}. It knows: {valid}.",
        "Los datos tienen clases que el clasificador no conoce: {names}. Conoce: {valid}.",
    ),
    "runs.note_dropped": (
        "{count:,} training examples were left out because the identical image is in the test or validation set.",
        "Se dejaron fuera {count:,} ejemplos de entrenamiento porque la misma imagen está en prueba o validación.",
    ),
    # how an unfinished run stands, as its report says it
    "runs.status_running": (
        "This run is not finished; epochs completed so far: {epochs}.",
        "Esta ejecución no ha terminado; épocas completadas hasta ahora: {epochs}.",
    ),
    "runs.status_interrupted": (
        "This run was interrupted; epochs completed before that: {epochs}.",
        "Esta ejecución se interrumpió; épocas completadas hasta entonces: {epochs}.",
    ),
    "runs.status_diverged": (
        "Training diverged: the loss was no longer a finite number (epochs completed: {epochs}). "
        "A lower learning rate is the usual remedy.",
        "El entrenamiento divergió: la pérdida dejó de ser un número finito (épocas completadas: {epochs}). "
        "El remedio habitual es una tasa de aprendizaje menor.",
    ),
}
