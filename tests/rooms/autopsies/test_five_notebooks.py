# ruff: noqa: E501
"""The five course notebooks, rebuilt with the faults that they have: each is named, and nothing wrong beside it."""

from __future__ import annotations

N1 = (
    "## CIFAR-10 with a small network",
    """
import tensorflow as tf
from tensorflow.keras import datasets, layers, models
from tensorflow.keras.preprocessing.image import ImageDataGenerator
import matplotlib.pyplot as plt
""",
    """
(x_train, y_train), (x_test, y_test) = datasets.cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
""",
    """
class Informe(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        acierto = 100 * logs['accuracy']
        print(f'época {epoch}: acierto {acierto:.2f} %, error {100 - acierto:.2f} %')
""",
    """
model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(32, 32, 3)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.Flatten())
model.add(layers.Dense(64, activation='relu'))
model.add(layers.Dense(10, activation='softmax'))
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
""",
    """
history = model.fit(x_train, y_train, epochs=10, batch_size=64,
                    validation_data=(x_test, y_test), callbacks=[Informe()])
""",
    """
model.save_weights('pesos_iniciales.weights.h5')
""",
    """
model.load_weights('pesos_iniciales.weights.h5')
datagen = ImageDataGenerator(rotation_range=20, width_shift_range=0.2, height_shift_range=0.2, horizontal_flip=True)
datagen.fit(x_train)
history_aug = model.fit(datagen.flow(x_train, y_train, batch_size=64),
                        steps_per_epoch=len(x_train) // 64, epochs=10,
                        validation_data=(x_test, y_test), callbacks=[Informe()])
""",
    """
plt.plot(history.history['val_accuracy'], label='sin aumento')
plt.plot(history_aug.history['val_accuracy'], label='con aumento')
plt.legend()
""",
    "## Comparación\nSin aumento 70.10 %, con aumento 69.60 %: el aumento de datos no ayuda aquí.",
)
N2 = (
    """
import numpy as np
import matplotlib.pyplot as plt
import tensorflow as tf
from tensorflow.keras import layers, models
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
clases = ['avión', 'automóvil', 'pájaro', 'gato', 'ciervo', 'perro', 'rana', 'caballo', 'barco', 'camión']
""",
    """
fig, ejes = plt.subplots(4, 4)
for i, eje in enumerate(ejes.flat):
    eje.imshow(x_train[i])
    eje.set_title(clases[y_train[i][0]])
""",
    """
x_train, x_test = x_train / 255.0, x_test / 255.0
model = models.Sequential([layers.Input((32, 32, 3))])
for f in (32, 64, 128):
    model.add(layers.Conv2D(f, (3, 3), padding='same', activation='relu'))
    model.add(layers.Conv2D(f, (3, 3), padding='same', activation='relu'))
    model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Flatten())
model.add(layers.Dense(10, activation='softmax'))
model.summary()
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(x_train, y_train, epochs=8, batch_size=80, validation_split=0.2)
test_loss, test_acc = model.evaluate(x_test, y_test)
""",
    """
predicciones = model.predict(x_test)
predichas = np.argmax(predicciones, axis=1)
aciertos = np.sum(predichas == y_test.flatten())
matriz = np.zeros((10, 10), dtype=int)
for real, predicha in zip(y_test.flatten(), predichas):
    if real != predicha:
        matriz[predicha][real] += 1
""",
    """
plt.imshow(matriz)
plt.title('Clase real (filas) y clase con la que se confunde (columnas)')
for j in np.random.choice(len(x_test), 5):
    plt.imshow(x_test[j])
    plt.bar(clases, predicciones[j])
""",
    "## Conclusiones\nBuena con aviones, ranas y camiones; confunde automóviles con camiones.",
)
N3 = (
    """
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.models import Sequential
data_dir = tf.keras.utils.get_file('flower_photos', origin=dataset_url, untar=True)
""",
    """
train_ds = tf.keras.utils.image_dataset_from_directory(
    data_dir, validation_split=0.2, subset="training", seed=123, image_size=(180, 180), batch_size=32)
val_ds = tf.keras.utils.image_dataset_from_directory(
    data_dir, validation_split=0.2, subset="validation", seed=123, image_size=(180, 180), batch_size=32)
class_names = train_ds.class_names
""",
    """
for images, labels in train_ds.take(1):
    for i in range(9):
        plt.imshow(images[i].numpy().astype("uint8"))
        plt.title(class_names[labels[i]])
""",
    """
AUTOTUNE = tf.data.AUTOTUNE
val_ds = train_ds.cache().prefetch(buffer_size=AUTOTUNE)
""",
    """
!nvidia-smi
%timeit 1 + 1
model = Sequential([
    layers.Rescaling(1./255, input_shape=(180, 180, 3)),
    layers.Conv2D(16, 3, padding='same', activation='relu'), layers.MaxPooling2D(),
    layers.Flatten(), layers.Dense(128, activation='relu'), layers.Dense(5)])
model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
history = model.fit(train_ds, validation_data=val_ds, epochs=10)
""",
    """
data_augmentation = Sequential([
    layers.RandomFlip("horizontal", input_shape=(180, 180, 3)), layers.RandomRotation(0.1), layers.RandomZoom(0.1)])
model = Sequential([
    data_augmentation, layers.Rescaling(1./255),
    layers.Conv2D(16, 3, padding='same', activation='relu'), layers.MaxPooling2D(),
    layers.Dropout(0.2), layers.Flatten(), layers.Dense(128, activation='relu'), layers.Dense(5)])
model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
history = model.fit(train_ds, validation_data=val_ds, epochs=15)
""",
    """
img = tf.keras.utils.load_img(sunflower_path, target_size=(180, 180))
img_array = tf.expand_dims(tf.keras.utils.img_to_array(img), 0)
score = tf.nn.softmax(model.predict(img_array)[0])
print("This image most likely belongs to {} with {:.2f} percent.".format(class_names[np.argmax(score)], 100 * np.max(score)))
""",
)
N4 = (
    """
from keras.datasets import mnist
from keras.models import Sequential
from keras.layers import Conv2D, AveragePooling2D, Flatten, Dense
from keras.optimizers import SGD
from keras.utils import to_categorical
(x_train, y_train), (x_test, y_test) = mnist.load_data()
""",
    """
x_train = x_train.reshape(60000, 28, 28, 1).astype('float32') / 255
x_test = x_test.reshape(10000, 28, 28, 1).astype('float32') / 255
y_train = to_categorical(y_train, 10)
y_test = to_categorical(y_test, 10)
""",
    """
lenet = Sequential(name='LeNet-5')
lenet.add(Conv2D(6, kernel_size=5, padding='same', activation='tanh', input_shape=(28, 28, 1), name='C1'))
lenet.add(AveragePooling2D(pool_size=2, name='S2'))
lenet.add(Conv2D(16, kernel_size=5, activation='tanh', name='C3'))
lenet.add(AveragePooling2D(pool_size=2, name='S4'))
lenet.add(Conv2D(120, kernel_size=5, activation='tanh', name='C5'))
lenet.add(Flatten())
lenet.add(Dense(84, activation='tanh', name='FC6'))
lenet.add(Dense(10, activation='softmax', name='OUTPUT'))
lenet.compile(optimizer=SGD(learning_rate=0.01), loss='categorical_crossentropy', metrics=['accuracy'])
""",
    "historia = lenet.fit(x_train, y_train, batch_size=64, epochs=50, validation_data=(x_test, y_test))",
    "perdida, acierto = lenet.evaluate(x_test, y_test)",
)
N5 = (
    """
import tensorflow as tf
import numpy as np
import matplotlib.pyplot as plt
fashion_mnist = tf.keras.datasets.fashion_mnist
(train_images, train_labels), (test_images, test_labels) = fashion_mnist.load_data()
""",
    """
plt.imshow(train_images[0])
plt.colorbar()
train_images = train_images / 255.0
test_images = test_images / 255.0
""",
    """
model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(train_images, train_labels, epochs=10)
test_loss, test_acc = model.evaluate(test_images, test_labels, verbose=2)
predictions = model.predict(test_images)
""",
    "predictions[0]",
    "print('Imagen 1:', predictions[0])",
    """
def plot_image(i, predictions_array, true_label, img):
    true_label, img = true_label[i], img[i]
    plt.imshow(img, cmap=plt.cm.binary)
""",
    """
num_rows, num_cols = 5, 3
for i in range(num_rows * num_cols):
    plt.subplot(num_rows, 2 * num_cols, 2 * i + 1)
    plot_image(i, predictions[i], test_labels, test_images)
    plt.subplot(num_rows, 2 * num_cols, 2 * i + 2)
    plot_value_array(i, predictions[i], test_labels)
""",
    """
i = 12
plot_image(i, predictions[i], test_labels, test_images)
""",
    """
img = test_images[1]
img = (np.expand_dims(img, 0))
predictions_single = model.predict(img)
plot_value_array(1, predictions_single[0], test_labels)
print(np.argmax(predictions_single[0]), test_labels[1])
""",
)


def seen(found) -> list[tuple[str, str | None, str, int]]:
    return [(one.name, one.method, one.severity, one.cell) for one in found.findings]


def test_n1(read) -> None:
    assert seen(read(*N1)) == [
        ("test_as_validation", "A1", "fault", 6),
        ("weights_saved_late", "A3", "fault", 7),
        ("exhausted_generator", "A5", "fault", 8),
        ("test_as_validation", "A1", "fault", 8),
        ("no_seed", "A10", "warning", 8),
        ("one_run", "A10", "warning", 8),
    ]


def test_n2(read) -> None:
    assert seen(read(*N2)) == [
        ("concluded_from_one", "A10", "remark", 3),
        ("split_tail_known", "A8", "remark", 3),
        ("matrix_by_hand", None, "fault", 4),
    ]


def test_n3(read) -> None:
    found = read(*N3)
    assert seen(found) == [("validation_from_training", "A2", "fault", 4)]
    assert found.not_read == ()


def test_n4(read) -> None:
    assert seen(read(*N4)) == [("test_as_validation", "A1", "fault", 4)]


def test_n5(read) -> None:
    found = read(*N5)
    assert seen(found) == [("another_image", "A6", "fault", 5)]
    assert dict(found.findings[0].values) == {"image": 1, "other": 0}


def test_repaired_they_are_silent(read) -> None:
    """N1 with every fault mended: initial weights saved first, all batches, validation held out, five seeds."""
    mended = (
        *N1[:3],
        "x_val, y_val, x_train, y_train = x_train[45000:], y_train[45000:], x_train[:45000], y_train[:45000]",
        """
def build(seed):
    init = tf.keras.initializers.GlorotUniform(seed=seed)
    model = models.Sequential([layers.Flatten(), layers.Dense(10, activation='softmax', kernel_initializer=init)])
    model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    return model
datagen = ImageDataGenerator(rotation_range=20, horizontal_flip=True)
""",
        """
plain, augmented = [], []
for seed in range(5):
    model = build(seed)
    model.fit(x_train, y_train, epochs=10, batch_size=64, validation_data=(x_val, y_val))
    plain.append(model.evaluate(x_test, y_test)[1])
    model = build(seed)
    model.fit(datagen.flow(x_train, y_train, batch_size=64, seed=seed), epochs=10, validation_data=(x_val, y_val))
    augmented.append(model.evaluate(x_test, y_test)[1])
""",
        "## Comparación\nLa diferencia media, con su intervalo, es la respuesta.",
    )
    assert seen(read(*mended)) == []
