"""Sentences about experiments: arms that are compared over seeds."""

TEXTS: dict[str, tuple[str, str]] = {
    # what was asked for
    "compare.question": ("Which is better: {arms}?", "¿Qué es mejor: {arms}?"),
    "compare.unknown": (
        "There is no experiment '{name}'. Experiments: {valid}; or compare arms of a recipe of your own: 'pupila compare --help' shows how.",
        "No existe el experimento '{name}'. Experimentos: {valid}; o compare brazos de una receta propia: 'pupila compare --help' muestra cómo.",
    ),
    "compare.unknown_guess": (
        "There is no experiment '{name}'. Did you mean '{guess}'? Experiments: {valid}.",
        "No existe el experimento '{name}'. ¿Quería decir '{guess}'? Experimentos: {valid}.",
    ),
    "compare.no_such_path": (
        "'{path}' is not there. Give an experiment (a name, a TOML file, or the folder of one that was begun).",
        "'{path}' no existe. Dé un experimento (un nombre, un archivo TOML o la carpeta de uno ya empezado).",
    ),
    "compare.unreadable": (
        "The experiment '{path}' cannot be read: {reason}. Experiments are TOML in UTF-8.",
        "No se puede leer el experimento '{path}': {reason}. Los experimentos son TOML en UTF-8.",
    ),
    "compare.needs_arms": (
        "'{name}' is no experiment: it has no arms. Give at least two, as in --arm plain --arm longer train.epochs=20.",
        "'{name}' no es un experimento: no tiene brazos. Dé al menos dos, como --arm normal --arm largo train.epochs=20.",
    ),
    "compare.arms_twice": (
        "'{name}' is an experiment and has its own arms ({arms}). Leave out --arm, or give a recipe instead.",
        "'{name}' es un experimento y ya tiene brazos ({arms}). Quite --arm, o dé una receta en su lugar.",
    ),
    "compare.unknown_key": (
        "The experiment has an unknown key '{key}'. Valid: {valid}.",
        "El experimento tiene una clave desconocida, '{key}'. Válidas: {valid}.",
    ),
    "compare.unknown_key_guess": (
        "The experiment has an unknown key '{key}'. Did you mean '{guess}'? Valid: {valid}.",
        "El experimento tiene una clave desconocida, '{key}'. ¿Quería decir '{guess}'? Válidas: {valid}.",
    ),
    "compare.no_recipe": (
        "The experiment lacks 'recipe': what all arms share. Add one, such as recipe = \"digits\".",
        "Al experimento le falta 'recipe': lo que comparten todos los brazos. Añádala, por ejemplo recipe = \"digits\".",
    ),
    "compare.no_table": (
        "'{received}' is no value for {key}: a table of keys and values is needed, as in {{ \"train.epochs\" = 20 }}.",
        "'{received}' no es un valor para {key}: hace falta una tabla de claves y valores, como {{ \"train.epochs\" = 20 }}.",
    ),
    "compare.too_few_arms": (
        "A comparison needs at least two arms, and {count} came. Name each with --arm, or in [arms.NAME] of a TOML file.",
        "Una comparación necesita al menos dos brazos, y llegaron {count}. Nómbrelos con --arm o en [arms.NOMBRE] de un archivo TOML.",
    ),
    "compare.arm_name": (
        "'{arm}' is no name for an arm: it becomes part of a folder's name. Take letters, digits, '-', '_' and '.', at most {most}, beginning with a letter or a digit.",
        "'{arm}' no sirve de nombre de un brazo: forma parte del nombre de una carpeta. Use letras, cifras, '-', '_' y '.', como mucho {most}, empezando por letra o cifra.",
    ),
    "compare.arm_twice": (
        "Two arms are called '{arm}', capital letters aside. Give each arm a name of its own.",
        "Dos brazos se llaman '{arm}', sin contar las mayúsculas. Dé a cada brazo su propio nombre.",
    ),
    "compare.no_target": (
        "What to compare is missing: an experiment ('pupila compare' lists them), or a recipe with at least two --arm.",
        "Falta qué comparar: un experimento ('pupila compare' los enumera) o una receta con al menos dos --arm.",
    ),
    "compare.arm_seed": (
        "Arm '{arm}' sets train.seed, but every arm is trained with every seed of the experiment. Give the seeds with --seeds, or as 'seeds' in the file.",
        "El brazo '{arm}' fija train.seed, pero cada brazo se entrena con todas las semillas del experimento. Dé las semillas con --seeds, o con 'seeds' en el archivo.",
    ),
    "compare.arm_shared": (
        "Arm '{arm}' sets {key}, which all arms must share, or their difference would be that of something else. Set it for all of them with --set, or under 'settings' in the file.",
        "El brazo '{arm}' fija {key}, que todos los brazos deben compartir; si no, se compararía otra cosa. Fíjelo para todos con --set, o en 'settings' del archivo.",
    ),
    "compare.set_in_arms": (
        "Every arm of the experiment sets {key} itself, so a common value has no effect. Write arms of your own with --arm, or leave the setting out.",
        "Cada brazo del experimento fija {key} por sí mismo, así que un valor común no tiene efecto. Escriba brazos propios con --arm, o quite el ajuste.",
    ),
    "compare.arms_equal": (
        "The arms '{first}' and '{second}' are equal: nothing is compared. Change a setting of one of them; same = true in the file lets them be equal, to see what chance does.",
        "Los brazos '{first}' y '{second}' son iguales: no se compara nada. Cambie un ajuste de uno; same = true en el archivo permite que lo sean, para ver qué hace el azar.",
    ),
    "compare.in_arm": ("Arm '{arm}': {reason}.", "Brazo '{arm}': {reason}."),
    "compare.minutes": (
        "train.minutes plans epochs by the speed of the moment, so that no two runs would be equally long. Give train.epochs instead.",
        "train.minutes planea las épocas según la velocidad del momento, así que no habría dos ejecuciones igual de largas. Dé train.epochs en su lugar.",
    ),
    "compare.seed": (
        "'{received}' is no seed: a whole number from 0 is needed. --seeds 5 means 0, 1, 2, 3, 4; --seeds 3,7 means 3 and 7.",
        "'{received}' no es una semilla: hace falta un número entero desde 0. --seeds 5 significa 0, 1, 2, 3, 4; --seeds 3,7 significa 3 y 7.",
    ),
    "compare.seed_count": (
        "{received} seeds cannot be: from 1 to {most}. Five are a good start; with one there is no verdict.",
        "No puede haber {received} semillas: de 1 a {most}. Cinco son un buen comienzo; con una no hay veredicto.",
    ),
    "compare.seed_twice": (
        "Seed {seed} is given twice, and would count one training as two. Give each seed once.",
        "La semilla {seed} está repetida, y un entrenamiento contaría como dos. Dé cada semilla una vez.",
    ),
    "compare.margin": (
        "'{received}' is no margin: a fraction above 0 and up to {most} is needed; 0.005 is half a point of accuracy.",
        "'{received}' no es un margen: hace falta una fracción mayor que 0 y hasta {most}; 0.005 es medio punto de exactitud.",
    ),
    "compare.no_test": (
        "The experiment has no test set to judge by: '{source}' brings none, and split.test is 0. Set one aside: --set split.test=0.2.",
        "El experimento no tiene conjunto de prueba con el que juzgar: '{source}' no trae ninguno y split.test es 0. Aparte uno: --set split.test=0.2.",
    ),
    "compare.other_parts": (
        "Arm '{arm}' reads the images otherwise, and a test set that is drawn follows the images: the arms would be judged by different ones. Use data that bring their own test set (a folder test/, or x_test in an .npz file).",
        "El brazo '{arm}' lee las imágenes de otro modo, y un conjunto de prueba sorteado depende de ellas: los brazos se juzgarían con imágenes distintas. Use datos que traigan su propio conjunto de prueba (una carpeta test/, o x_test en un archivo .npz).",
    ),
    # its folder
    "compare.out_taken": (
        "There is something in '{path}' already that is not this experiment. Choose another --out, or leave it out.",
        "En '{path}' ya hay algo que no es este experimento. Elija otro --out, o no lo indique.",
    ),
    "compare.other_margin": (
        "The experiment in '{path}' was judged with a margin of {told}, and {came} came. Up to where a difference does not matter is declared before the result is seen: give --margin {told}, or begin again with another --out.",
        "El experimento de '{path}' se juzgó con un margen de {told}, y llegó {came}. Hasta dónde una diferencia no importa se declara antes de ver el resultado: dé --margin {told}, o empiece de nuevo con otro --out.",
    ),
    "compare.other_recipe": (
        "'{run}' is not the run that its folder names: the experiment has another {key} for this arm and seed than the recipe it was trained by. Move '{path}' away, and the same command trains it, or begin again with another --out.",
        "'{run}' no es la ejecución que indica su carpeta: el experimento tiene para este brazo y esta semilla otro valor de {key} que la receta con la que se entrenó. Retire '{path}' y la misma orden la entrenará, o empiece de nuevo con otro --out.",
    ),
    "compare.not_one": (
        "'{path}' is no finished comparison: it lacks {missing}. Carry it out with: pupila compare {path}",
        "'{path}' no es una comparación terminada: le falta {missing}. Llévela a cabo con: pupila compare {path}",
    ),
    "compare.other_split": (
        "The runs '{first}' and '{second}' did not share their split, though their seed is the same: the images changed in between, or the arms read them differently. Begin again with another --out.",
        "Las ejecuciones '{first}' y '{second}' no compartieron la división, aunque su semilla es la misma: las imágenes cambiaron entretanto, o los brazos las leen de otro modo. Empiece de nuevo con otro --out.",
    ),
    "compare.other_data": (
        "Images or labels changed between the runs '{first}' and '{second}', so that seeds cannot be compared. Put the data back and remove the later runs, or begin again with another --out.",
        "Las imágenes o etiquetas cambiaron entre las ejecuciones '{first}' y '{second}', así que las semillas no se pueden comparar. Restaure los datos y elimine las ejecuciones posteriores, o empiece de nuevo con otro --out.",
    ),
    # carrying it out
    "compare.interrupted": (
        "Stopped with {done} of {total} runs finished; everything is saved. Go on with: pupila compare {path}",
        "Detenido con {done} de {total} ejecuciones terminadas; todo está guardado. Continúe con: pupila compare {path}",
    ),
    "compare.failed": (
        "{failed} of {total} runs failed, so there is no verdict. {run}: {reason}. Finished runs are kept; try again with: pupila compare {path}",
        "Fallaron {failed} de {total} ejecuciones, así que no hay veredicto. {run}: {reason}. Las terminadas se conservan; inténtelo de nuevo con: pupila compare {path}",
    ),
    "compare.died": (
        "the process that trained it ended twice, the last time by itself ({reason})",
        "el proceso que la entrenaba terminó dos veces, la última por sí solo ({reason})",
    ),
    "compare.died_killed": (
        "the process that trained it was killed twice (signal {number}); memory may be short, so try --jobs 1",
        "el proceso que la entrenaba fue eliminado dos veces (señal {number}); puede faltar memoria, así que pruebe --jobs 1",
    ),
    # what is shown
    "compare.head_arm": ("arm", "brazo"),
    "compare.head_accuracy": ("test accuracy (± sd)", "exactitud de prueba (± d. t.)"),
    "compare.head_gap": ("training - test", "entren. - prueba"),
    "compare.head_seconds": ("training seconds", "segundos de entren."),
    "compare.head_parameters": ("parameters", "parámetros"),
    "compare.head_experiment": ("experiment", "experimento"),
    "compare.spread": ("{mean:.2%} ± {deviation:.2%}", "{mean:.2%} ± {deviation:.2%}"),
    "compare.alone": ("{mean:.2%}", "{mean:.2%}"),
}
