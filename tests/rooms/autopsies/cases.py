# ruff: noqa: E501
"""Each sentence of the autopsy: code that shows the fault, in several spellings, and code that nearly does.

K, T and G stand for a beginning in Keras, in PyTorch, and with a folder of images.
"""

from __future__ import annotations

from dataclasses import dataclass

K = """
import keras, numpy as np, matplotlib.pyplot as plt
from keras import layers
from sklearn.model_selection import train_test_split, KFold
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
x_train, x_val, y_train, y_val = train_test_split(x_train, y_train, test_size=0.1, random_state=0)
def build():
    model = keras.Sequential([layers.Flatten(), layers.Dropout(0.2), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
model = build()
"""
RAW = """
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
"""
T = """
import copy, torch, torchvision
from torch import nn
from torch.utils.data import DataLoader, random_split, Subset
from torchvision import datasets, transforms
torch.manual_seed(0)
plain = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
full = datasets.MNIST("data", train=True, transform=plain)
test_set = datasets.MNIST("data", train=False, transform=plain)
train_set, val_set = random_split(full, [55000, 5000])
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
val_loader = DataLoader(val_set, batch_size=256)
test_loader = DataLoader(test_set, batch_size=256)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(784, 10))
    def forward(self, x):
        return self.body(x)
def train(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = 0
    for x, y in loader:
        hits += (model(x).argmax(1) == y).sum().item()
    return hits / len(loader.dataset)
model = Net()
optimizer = torch.optim.Adam(model.parameters())
"""
G = """
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.preprocessing.image import ImageDataGenerator
model = tf.keras.Sequential([layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(5)])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
load = tf.keras.utils.image_dataset_from_directory
"""
NO_GRAD = "@torch.no_grad()\n"
EVAL = "    model.eval()\n"
ZERO = "        optimizer.zero_grad()\n"
OFF = "    model.train(False)\n"
EPOCHS = "for epoch in range(9):\n    train(model, train_loader, optimizer)\n"


@dataclass(frozen=True)
class Case:
    """Hold code with a fault, or nearly; `also` are other findings that it shows rightly."""

    code: str
    also: tuple[str, ...] = ()


def loop(measure: str) -> str:
    """Write a loop over epochs whose end is `measure`."""
    return T + EPOCHS + "".join(f"    {line}\n" for line in measure.split("\n"))


FAULTY: dict[str, list[Case]] = {
    "test_as_validation": [
        Case(K + "model.fit(x_train, y_train, epochs=3, validation_data=(x_test, y_test))"),
        Case(
            K
            + """
held = (x_test, y_test)
model.fit(x_train, y_train, 32, 3, 1, None, 0.0, held)
"""
        ),
        Case(
            G
            + """
train_ds = load('data/train')
test_ds = load('data/test')
model.fit(train_ds, validation_data=test_ds, epochs=2)
"""
        ),
        Case(
            T
            + """
import lightning as L
trainer = L.Trainer()
trainer.fit(model, train_loader, val_dataloaders=test_loader)
"""
        ),
        Case(
            K
            + """
x_v, y_v = x_test.copy(), y_test
model.fit(x=x_train, y=y_train, validation_data=(x_v, y_v))
"""
        ),
    ],
    "test_chooses": [
        Case(
            loop(
                """
acc = accuracy(model, test_loader)
if acc > best_acc:
    best_acc = acc
    torch.save(model.state_dict(), 'm.pt')
"""
            )
        ),
        Case(
            loop("""
test_loss = accuracy(model, test_loader)
scheduler.step(test_loss)
""")
        ),
        Case(
            K
            + """
best = 0
for units in [16, 32]:
    net = build()
    net.fit(x_train, y_train, epochs=3)
    score = net.evaluate(x_test, y_test)[1]
    if score > best:
        best = score
"""
        ),
        Case(
            loop("""
acc = accuracy(model, test_loader)
early_stopping(acc, model)
""")
        ),
    ],
    "test_watched": [
        Case(loop("print(epoch, accuracy(model, test_loader))")),
        Case(
            K
            + """
for epoch in range(9):
    model.fit(x_train, y_train, epochs=1)
    print(model.evaluate(x_test, y_test))
"""
        ),
    ],
    "best_of_epochs": [
        Case(
            K
            + """
history = model.fit(x_train, y_train, epochs=9, validation_data=(x_val, y_val))
print(max(history.history['val_accuracy']))
"""
        ),
        Case(
            K
            + """
h = model.fit(x_train, y_train, epochs=9, validation_data=(x_val, y_val))
best = np.max(h.history['val_acc'])
"""
        ),
    ],
    "weights_saved_late": [
        Case(
            K
            + """
model.fit(x_train, y_train, epochs=9)
model.save_weights('initial.weights.h5')
model.load_weights('initial.weights.h5')
model.fit(x_train, y_train, epochs=9, batch_size=8)
"""
        ),
        Case(
            K
            + """
model.fit(x_train, y_train, epochs=9)
pesos_iniciales = model.get_weights()
other = build()
other.set_weights(pesos_iniciales)
other.fit(x_train, y_train, epochs=9)
"""
        ),
        Case(
            loop("pass")
            + """
torch.save(model.state_dict(), 'init.pt')
other = Net()
other.load_state_dict(torch.load('init.pt'))
for epoch in range(9):
    train(other, train_loader, optimizer)
"""
        ),
    ],
    "weights_not_copied": [
        Case(
            T
            + """
initial = model.state_dict()
"""
            + EPOCHS
            + """
model.load_state_dict(initial)
"""
            + EPOCHS
        ),
        Case(
            loop("""
acc = accuracy(model, val_loader)
if acc > best:
    best, state = acc, model.state_dict()
""")
            + """
model.load_state_dict(state)
print(accuracy(model, test_loader))
"""
        ),
    ],
    "second_fit": [
        Case(
            K
            + """
from keras.src.legacy.preprocessing.image import ImageDataGenerator
plain = model.fit(x_train, y_train, epochs=9)
aug = ImageDataGenerator(rotation_range=20)
augmented = model.fit(aug.flow(x_train, y_train), epochs=9)
"""
        ),
        Case(
            K
            + """
one = model.fit(x_train, y_train, epochs=9)
model.compile('sgd', 'sparse_categorical_crossentropy')
two = model.fit(x_train, y_train, epochs=9)
"""
        ),
    ],
    "not_rebuilt": [
        Case(
            K
            + """
for rows, held in KFold(5).split(x_train):
    model.fit(x_train[rows], y_train[rows], epochs=3, validation_data=(x_train[held], y_train[held]))
"""
        ),
        Case(
            T
            + """
for seed in range(5):
    torch.manual_seed(seed)
    for epoch in range(3):
        train(model, train_loader, optimizer)
"""
        ),
        Case(
            K
            + """
for rate in [0.1, 0.01]:
    model.fit(x_train, y_train, epochs=3)
"""
        ),
    ],
    "validation_from_training": [
        Case(
            G
            + """
train_ds = load('d', validation_split=0.2, subset='training', seed=1)
val_ds = load('d', validation_split=0.2, subset='validation', seed=1)
val_ds = train_ds.cache().prefetch(1)
model.fit(train_ds, validation_data=val_ds)
"""
        ),
        Case(T + "valid_loader = DataLoader(datasets.MNIST('data', train=True, transform=plain), batch_size=64)"),
        Case(
            RAW
            + """
x_val = x_train
y_val = y_train
"""
        ),
    ],
    "validation_in_training": [
        Case(
            RAW
            + """
x_val, y_val = x_train[:5000], y_train[:5000]
model.fit(x_train, y_train, epochs=2, validation_data=(x_val, y_val))
"""
        ),
        Case(
            G
            + """
data = load('photos')
val = data.take(20)
model.fit(data, validation_data=val, epochs=2)
"""
        ),
        Case(RAW + "model.fit(x_train, y_train, validation_data=(x_train, y_train), epochs=2)"),
        Case(
            T
            + """
all_loader = DataLoader(full, batch_size=64, shuffle=True)
for epoch in range(2):
    train(model, all_loader, optimizer)
print(accuracy(model, val_loader))
"""
        ),
    ],
    "reshuffled_split": [
        Case(
            G
            + """
data = load('photos').shuffle(1000)
val_ds = data.take(20)
train_ds = data.skip(20)
"""
        ),
        Case(
            RAW
            + """
ds = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(50000, seed=1)
train_part, val_part = ds.skip(5000), ds.take(5000)
"""
        ),
    ],
    "folder_seeds": [
        Case(
            G
            + """
a = load('d', validation_split=0.2, subset='training', seed=1)
b = load('d', validation_split=0.2, subset='validation', seed=2)
"""
        ),
        Case(
            G
            + """
SEED = 3
a = load('d', validation_split=0.2, subset='training', seed=SEED)
b = load('d', validation_split=0.2, subset='validation', seed=123)
"""
        ),
    ],
    "folder_unseeded": [
        Case(
            G
            + """
a = load('d', validation_split=0.2, subset='training', seed=1)
b = load('d', validation_split=0.2, subset='validation')
"""
        ),
        Case(
            G
            + """
a = load('d', validation_split=0.2, subset='training')
b = load('d', validation_split=0.2, subset='validation')
"""
        ),
    ],
    "sorted_tail": [
        Case(
            G
            + """
a = load('d', validation_split=0.2, subset='training', shuffle=False)
b = load('d', validation_split=0.2, subset='validation', shuffle=False)
"""
        ),
        Case(
            G
            + """
kw = 1
a = tf.keras.preprocessing.image_dataset_from_directory(folder, validation_split=.1, subset='training', shuffle=False)
b = tf.keras.preprocessing.image_dataset_from_directory(folder, validation_split=.1, subset='validation', shuffle=False)
"""
        ),
    ],
    "scaler_learns_test": [
        Case(
            K
            + """
from sklearn.preprocessing import StandardScaler
scaler = StandardScaler()
a = scaler.fit_transform(x_train)
b = scaler.fit_transform(x_test)
"""
        ),
        Case(
            K
            + """
from sklearn.preprocessing import MinMaxScaler
scaler = MinMaxScaler()
scaler.fit(np.concatenate([x_train, x_test]))
"""
        ),
        Case(
            K
            + """
norm = layers.Normalization()
norm.adapt(x_test)
"""
        ),
    ],
    "scaler_before_split": [
        Case(
            """
import keras
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
X = StandardScaler().fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
"""
        ),
        Case(
            """
import keras
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
pca = PCA(20)
Z = pca.fit_transform(X)
Z_train, Z_test = train_test_split(Z, random_state=0)
"""
        ),
    ],
    "test_statistics": [
        Case(RAW + "x_test = (x_test - x_test.mean()) / x_test.std()"),
        Case(
            RAW
            + """
import numpy as np
test_images = x_test - np.mean(x_test)
"""
        ),
    ],
    "unseeded_split": [
        Case(
            """
import keras
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
"""
        ),
        Case("""
import torch
from torch.utils.data import random_split
a, b = random_split(data, [100, 20])
"""),
        Case("""
import keras
from sklearn.model_selection import KFold
folds = KFold(5, shuffle=True)
"""),
    ],
    "repeated_order": [
        Case(
            """
import keras
keras.utils.set_random_seed(0)
"""
            + K
            + "model.fit(x_train, y_train, epochs=8)"
        ),
        Case(
            """
import tensorflow as tf
tf.keras.utils.set_random_seed(42)
"""
            + K
            + "model.fit(x_train, y_train, batch_size=80, epochs=EPOCHS, validation_data=(x_val, y_val))"
        ),
        Case(
            """
import numpy as np
import tensorflow as tf
np.random.seed(42)
tf.random.set_seed(42)
"""
            + K
            + "model.fit(x_train, y_train, epochs=10)"
        ),
    ],
    "split_tail": [
        Case(
            """
import keras
model = keras.Sequential([keras.layers.Dense(3)])
model.fit(X, y, epochs=3, validation_split=0.2)
"""
        ),
        Case(
            """
import tensorflow as tf
model = tf.keras.models.load_model('m.keras')
model.fit(images, labels, validation_split=.1, epochs=2)
"""
        ),
    ],
    "split_tail_known": [
        Case(RAW + "model.fit(x_train, y_train, epochs=8, validation_split=0.2)"),
        Case(
            RAW
            + """
x_train = x_train.astype('float32') / 255
model.fit(x_train, y_train, 80, 8, validation_split=0.25)
"""
        ),
    ],
    "split_tail_sorted": [
        Case(
            """
import os, keras, numpy as np
X = []
y = []
for label, clase in enumerate(clases):
    for file in os.listdir(clase):
        X.append(read(file))
        y.append(label)
X, y = np.array(X), np.array(y)
model = keras.Sequential([keras.layers.Dense(3)])
model.fit(X, y, epochs=3, validation_split=0.2)
"""
        ),
        Case(
            """
import keras, numpy as np
images = []
for category in categories:
    for path in glob(category):
        images.append(cv2.imread(path))
images = np.asarray(images) / 255.0
model = keras.models.load_model('m')
model.fit(images, labels, validation_split=0.1, epochs=3)
"""
        ),
    ],
    "unshuffled_training": [
        Case(
            T
            + """
train_loader = DataLoader(train_set, batch_size=64)
"""
            + EPOCHS
        ),
        Case(
            T
            + """
train_loader = DataLoader(dataset=train_set, batch_size=64, shuffle=False)
for epoch in range(3):
    train(model, train_loader, optimizer)
"""
        ),
    ],
    "unshuffled_classes": [
        Case(
            T
            + """
folder = datasets.ImageFolder('photos/train', plain)
train_loader = DataLoader(folder, batch_size=64)
"""
            + EPOCHS
        ),
        Case(
            T
            + """
train_data = datasets.ImageFolder(root, transform=plain)
train_loader = DataLoader(train_data, 64, False)
"""
            + EPOCHS
        ),
    ],
    "augmented_validation": [
        Case(
            G
            + """
gen = ImageDataGenerator(rotation_range=20, validation_split=0.2)
train_gen = gen.flow_from_directory('d', subset='training', class_mode='sparse')
val_gen = gen.flow_from_directory('d', subset='validation', class_mode='sparse')
model.fit(train_gen, validation_data=val_gen)
"""
        ),
        Case(
            T
            + """
noisy = transforms.Compose([transforms.RandomRotation(20), transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
test_data = datasets.MNIST('d', train=False, transform=noisy)
"""
        ),
        Case(
            G
            + """
val_ds = load('d/val')
val_ds = val_ds.map(lambda x, y: (layers.RandomFlip()(x, training=True), y))
"""
        ),
        Case(
            T
            + """
noisy = transforms.Compose([transforms.RandomCrop(28, 4), transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
both = datasets.MNIST('d', train=True, transform=noisy)
a, validation = random_split(both, [1, 2])
"""
        ),
    ],
    "predicted_raw": [
        Case(
            RAW
            + """
x_train = x_train / 255.0
model.fit(x_train, y_train, epochs=2)
model.evaluate(x_test, y_test)
"""
        ),
        Case(
            K
            + """
model.fit(x_train, y_train, epochs=2)
img = keras.utils.load_img('a.jpg')
img = keras.utils.img_to_array(img)
model.predict(np.expand_dims(img, 0))
"""
        ),
    ],
    "predicted_scaled": [
        Case(
            RAW
            + """
model.fit(x_train, y_train, epochs=2)
model.evaluate(x_test / 255.0, y_test)
"""
        ),
        Case(
            RAW
            + """
model.fit(x_train, y_train, epochs=2)
x_test = x_test.astype('float32')
x_test /= 255
model.predict(x_test)
"""
        ),
    ],
    "normalised_differently": [
        Case(
            T
            + """
other = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1,), (0.3,))])
test_data = datasets.MNIST('data', train=False, transform=other)
"""
        ),
        Case(
            T + "test_data = datasets.MNIST('data', train=False, transform=transforms.Compose([transforms.ToTensor()]))"
        ),
    ],
    "evaluated_in_training_mode": [
        Case(
            T.replace(
                EVAL,
                "",
            )
            + EPOCHS
            + "print(accuracy(model, test_loader))"
        ),
        Case(
            T.replace(
                EVAL,
                "",
            ).replace("nn.Dropout(0.2)", "nn.BatchNorm1d(784)")
            + EPOCHS
            + "acc = accuracy(model, val_loader)"
        ),
    ],
    "training_in_evaluation_mode": [
        Case(
            T.replace("def accuracy", "def unused").replace(
                EVAL,
                "",
            )
            + """
for epoch in range(9):
    for x, y in train_loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        for x, y in val_loader:
            print(model(x))
"""
        ),
        Case(
            T
            + """
net = Net()
for epoch in range(9):
    for step, (x, y) in enumerate(train_loader):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
    net.eval()
    print(epoch)
"""
        ),
    ],
    "gradients_for_nothing": [
        Case(
            T.replace(
                NO_GRAD,
                "",
            )
            + EPOCHS
            + "print(accuracy(model, test_loader))"
        ),
        Case(
            T.replace(
                NO_GRAD,
                "",
            )
            + EPOCHS
            + """
model.eval()
for x, y in val_loader:
    print(model(x))
"""
        ),
    ],
    "exhausted_generator": [
        Case(
            RAW
            + """
from tensorflow.keras.preprocessing.image import ImageDataGenerator
gen = ImageDataGenerator(rotation_range=20)
model.fit(gen.flow(x_train, y_train, batch_size=64), steps_per_epoch=len(x_train) // 64, epochs=10)
"""
        ),
        Case(
            RAW
            + """
gen = keras.preprocessing.image.ImageDataGenerator(zoom_range=0.1)
flow = gen.flow(x_train, y_train, batch_size=32)
model.fit(flow, steps_per_epoch=1000, epochs=10)
"""
        ),
        Case(
            RAW
            + """
gen = keras.preprocessing.image.ImageDataGenerator(zoom_range=0.1)
model.fit(gen.flow(x_train, y_train), steps_per_epoch=x_train.shape[0] // 32, epochs=4)
"""
        ),
    ],
    "exhausted_perhaps": [
        Case(
            G
            + """
gen = ImageDataGenerator(rotation_range=20)
train = gen.flow_from_directory('d', batch_size=20, class_mode='sparse')
model.fit(train, steps_per_epoch=train.samples // 20, epochs=3)
"""
        ),
        Case(
            G
            + """
gen = ImageDataGenerator(zoom_range=0.2)
steps = n // size
model.fit(gen.flow(X, y, batch_size=size), steps_per_epoch=steps, epochs=3)
"""
        ),
    ],
    "exhausted_dataset": [
        Case(
            G
            + """
train_ds = load('photos/train')
model.fit(train_ds, steps_per_epoch=100, epochs=10)
"""
        ),
        Case(
            RAW
            + """
ds = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(100)
model.fit(ds, steps_per_epoch=300, epochs=2)
"""
        ),
    ],
    "softmax_twice": [
        Case(
            """
import keras
from keras import layers
model = keras.Sequential([layers.Dense(10, activation='softmax')])
model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True))
"""
        ),
        Case(
            """
import keras
from keras import layers
i = keras.Input((4,))
o = layers.Dense(3, 'softmax')(i)
model = keras.Model(i, o)
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True), optimizer='adam')
"""
        ),
        Case(
            """
from tensorflow.keras import Sequential, layers, losses
m = Sequential()
m.add(layers.Dense(3))
m.add(layers.Softmax())
m.compile(loss=losses.SparseCategoricalCrossentropy(True))
"""
        ),
    ],
    "softmax_missing": [
        Case(
            """
import keras
from keras import layers
model = keras.Sequential([layers.Dense(10)])
model.compile('adam', 'sparse_categorical_crossentropy')
"""
        ),
        Case(
            """
import keras
from keras import layers
i = keras.Input((4,))
o = layers.Dense(3, activation=None)(i)
model = keras.Model(inputs=i, outputs=o)
model.compile(loss=keras.losses.CategoricalCrossentropy(), optimizer='adam')
"""
        ),
    ],
    "softmax_twice_torch": [
        Case(
            T.replace("return self.body(x)", "return torch.softmax(self.body(x), dim=1)")
            + """
criterion = nn.CrossEntropyLoss()
for x, y in train_loader:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
"""
        ),
        Case(
            T.replace("nn.Linear(784, 10))", "nn.Linear(784, 10), nn.Softmax(dim=1))")
            + """
for epoch in range(2):
    train(model, train_loader, optimizer)
"""
        ),
    ],
    "onehot_with_sparse": [
        Case(
            K
            + """
y_hot = keras.utils.to_categorical(y_train)
model.fit(x_train, y_hot, epochs=3)
"""
        ),
        Case(
            G
            + """
train_ds = load('d', label_mode='categorical')
model.fit(train_ds, epochs=3)
"""
        ),
    ],
    "numbers_with_onehot_loss": [
        Case(
            K
            + """
model.compile('adam', 'categorical_crossentropy')
model.fit(x_train, y_train, epochs=3)
"""
        ),
        Case(
            G
            + """
model.compile('adam', tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(load('d'), epochs=3)
"""
        ),
    ],
    "gradients_kept": [
        Case(
            T.replace(
                ZERO,
                "",
            )
            + EPOCHS
        ),
        Case(
            T
            + """
for epoch in range(2):
    optimizer.zero_grad()
    model.train()
    for x, y in train_loader:
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
"""
        ),
    ],
    "matrix_transposed": [
        Case(
            K
            + """
from sklearn.metrics import confusion_matrix
y_pred = model.predict(x_test).argmax(axis=1)
print(confusion_matrix(y_pred, y_test))
"""
        ),
        Case("""
import torch
from sklearn.metrics import confusion_matrix
cm = confusion_matrix(preds, y_true)
"""),
    ],
    "report_swapped": [
        Case(
            K
            + """
from sklearn import metrics
guess = np.argmax(model.predict(x_test), axis=1)
print(metrics.classification_report(guess, y_test))
"""
        ),
        Case(
            """
import torch
from sklearn.metrics import classification_report
print(classification_report(predictions, labels))
"""
        ),
    ],
    "matrix_by_hand": [
        Case(
            K
            + """
pred = np.argmax(model.predict(x_test), axis=1)
m = np.zeros((10, 10))
for i in range(len(pred)):
    m[pred[i], y_test[i]] += 1
plt.imshow(m)
plt.ylabel('True class')
"""
        ),
        Case(
            K
            + """
pred = np.argmax(model.predict(x_test), axis=1)
m = np.zeros((10, 10))
for i in range(len(pred)):
    m[pred[i]][y_test[i][0]] += 1
plt.matshow(m)
plt.title('Clase verdadera frente a la predicha')
"""
        ),
    ],
    "order_lost": [
        Case(
            G
            + """
gen = ImageDataGenerator().flow_from_directory('d/test', class_mode='sparse')
guess = model.predict(gen).argmax(axis=1)
print((guess == gen.classes).mean())
"""
        ),
        Case(
            G
            + """
import numpy as np
from sklearn.metrics import confusion_matrix
val_ds = load('d/val')
y_true = np.concatenate([y for x, y in val_ds])
y_pred = np.argmax(model.predict(val_ds), axis=1)
print(confusion_matrix(y_true, y_pred))
"""
        ),
    ],
    "another_image": [
        Case(
            K
            + """
predictions = model.predict(x_test)
plt.imshow(x_test[3])
plt.title(predictions[4])
"""
        ),
        Case(
            K
            + """
predictions = model.predict(x_test)
i = 12
plot_image(i, predictions[0], y_test, x_test)
"""
        ),
        Case(
            K
            + """
p = model.predict(x_test)
print('imagen 5:', p[6])
"""
        ),
        Case(
            K
            + """
p = model.predict(x_test)
i = 2
print(f'image {i}: {p[0]}')
"""
        ),
    ],
}

CLEAN: dict[str, list[str]] = {
    "test_as_validation": [
        K
        + """
model.fit(x_train, y_train, epochs=3, validation_data=(x_val, y_val))
model.evaluate(x_test, y_test)
""",
        RAW
        + """
x_val, y_val = x_test[:5000], y_test[:5000]
x_final, y_final = x_test[5000:], y_test[5000:]
model.fit(x_train, y_train, epochs=2, validation_data=(x_val, y_val))
""",
        K
        + """
latest = (x_val, y_val)
model.fit(x_train, y_train, epochs=3, validation_data=latest)
""",
    ],
    "test_chooses": [
        loop("""
val_acc = accuracy(model, val_loader)
if val_acc > best_acc:
    best_acc = val_acc
""")
        + """
test_acc = accuracy(model, test_loader)
print(test_acc)
""",
        loop("pass")
        + """
test_acc = accuracy(model, test_loader)
if test_acc > 0.9:
    print('good')
""",
    ],
    "test_watched": [
        loop("print(epoch, accuracy(model, val_loader))") + "print(accuracy(model, test_loader))",
        K
        + """
scores = []
for seed in range(5):
    net = build()
    net.fit(x_train, y_train, epochs=3)
    scores.append(net.evaluate(x_test, y_test))
""",
    ],
    "best_of_epochs": [
        K
        + """
history = model.fit(x_train, y_train, epochs=9)
print(history.history['accuracy'][-1])
""",
        K
        + """
history = model.fit(x_train, y_train, epochs=9, validation_data=(x_val, y_val))
plt.plot(history.history['val_accuracy'])
best = np.argmin(history.history['val_loss'])
""",
    ],
    "weights_saved_late": [
        K
        + """
model.save_weights('initial.weights.h5')
model.fit(x_train, y_train, epochs=9)
model.load_weights('initial.weights.h5')
model.fit(x_train, y_train, epochs=9, batch_size=8)
""",
        K
        + """
model.fit(x_train, y_train, epochs=9)
model.save_weights('final.weights.h5')
other = build()
other.load_weights('final.weights.h5')
other.evaluate(x_test, y_test)
""",
        T
        + """
torch.save(model.state_dict(), 'init.pt')
"""
        + EPOCHS
        + """
model.load_state_dict(torch.load('init.pt'))
"""
        + EPOCHS,
    ],
    "weights_not_copied": [
        T
        + """
initial = copy.deepcopy(model.state_dict())
"""
        + EPOCHS
        + """
model.load_state_dict(initial)
"""
        + EPOCHS,
        T
        + """
other = Net()
other.load_state_dict(model.state_dict())
"""
        + EPOCHS,
    ],
    "second_fit": [
        K
        + """
one = model.fit(x_train, y_train, epochs=9)
model = build()
two = model.fit(x_train, y_train, epochs=9, batch_size=8)
""",
        K
        + """
model.fit(x_train, y_train, epochs=9)
model.fit(x_train, y_train, epochs=5)
""",
    ],
    "not_rebuilt": [
        K
        + """
for rows, held in KFold(5).split(x_train):
    net = build()
    net.fit(x_train[rows], y_train[rows], epochs=3, validation_data=(x_train[held], y_train[held]))
""",
        K
        + """
start = model.get_weights()
for seed in range(3):
    model.set_weights(start)
    model.fit(x_train, y_train, epochs=3)
""",
        K
        + """
for epoch in range(3):
    model.fit(x_train, y_train, epochs=1)
""",
    ],
    "validation_from_training": [
        G
        + """
train_ds = load('d', validation_split=0.2, subset='training', seed=1)
val_ds = load('d', validation_split=0.2, subset='validation', seed=1)
train_ds = train_ds.cache()
val_ds = val_ds.cache()
model.fit(train_ds, validation_data=val_ds)
""",
        T
        + """
val_data = datasets.MNIST('data', train=True, transform=plain)
val_loader = DataLoader(Subset(val_data, held), batch_size=64)
""",
        RAW
        + """
val_transform = train_transform
val_dir = train_dir
val_count = train_count
""",
    ],
    "validation_in_training": [
        RAW
        + """
x_val, y_val = x_train[:5000], y_train[:5000]
model.fit(x_train[5000:], y_train[5000:], epochs=2, validation_data=(x_val, y_val))
""",
        G
        + """
data = load('photos', shuffle=False)
val = data.take(20)
model.fit(data.skip(20), validation_data=val, epochs=2)
""",
    ],
    "reshuffled_split": [
        G
        + """
data = load('photos', shuffle=False).shuffle(1000, seed=1, reshuffle_each_iteration=False)
val_ds = data.take(20)
train_ds = data.skip(20)
""",
        G
        + """
data = load('photos')
for images, labels in data.take(1):
    print(labels)
""",
    ],
    "folder_seeds": [
        G
        + """
a = load('d', validation_split=0.2, subset='training', seed=SEED)
b = load('d', validation_split=0.2, subset='validation', seed=SEED)
""",
        G
        + """
a = load('train', seed=1)
b = load('val', seed=2)
""",
    ],
    "folder_unseeded": [
        G + "a, b = load('d', validation_split=0.2, subset='both', seed=1)",
        G
        + """
a = load('d/train')
b = load('d/val')
""",
    ],
    "sorted_tail": [
        G + "b = load('d/test', shuffle=False)",
        G
        + """
a = load('d', validation_split=0.2, subset='training', seed=1, shuffle=True)
b = load('d', validation_split=0.2, subset='validation', seed=1, shuffle=True)
""",
    ],
    "scaler_learns_test": [
        K
        + """
from sklearn.preprocessing import StandardScaler
scaler = StandardScaler()
a = scaler.fit_transform(x_train)
b = scaler.transform(x_test)
""",
        K
        + """
norm = layers.Normalization()
norm.adapt(x_train)
""",
    ],
    "scaler_before_split": [
        """
import keras
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
scaler = StandardScaler().fit(X_train)
X_test = scaler.transform(X_test)
""",
        """
import keras
from sklearn.model_selection import train_test_split
X = X / 255.0
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
""",
    ],
    "test_statistics": [
        RAW
        + """
mean = x_train.mean()
x_test = x_test - mean
""",
        RAW
        + """
test_error = 1 - test_hits.mean()
test_mean = x_test.mean()
""",
    ],
    "unseeded_split": [
        """
import keras, numpy as np
from sklearn.model_selection import train_test_split
np.random.seed(0)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
""",
        """
import keras
from sklearn.model_selection import KFold, train_test_split
folds = KFold(5)
a, b = train_test_split(X, shuffle=False)
""",
    ],
    "repeated_order": [
        """
import random
import numpy as np
random.seed(0)
np.random.seed(0)
"""
        + K
        + "model.fit(x_train, y_train, epochs=5)",
        """
import tensorflow as tf
tf.keras.utils.set_random_seed(1)
"""
        + G
        + """
train_ds = load('d/train')
model.fit(train_ds, epochs=9)
""",
        """
import keras
keras.utils.set_random_seed(0)
"""
        + K
        + """
model.fit(x_train, y_train, epochs=1)
model.evaluate(x_test, y_test)
""",
        """
import os
os.environ['KERAS_BACKEND'] = 'jax'
import keras
keras.utils.set_random_seed(0)
"""
        + K
        + "model.fit(x_train, y_train, epochs=5)",
    ],
    "split_tail": [
        """
import keras, numpy as np
model = keras.Sequential([keras.layers.Dense(3)])
order = np.random.permutation(len(X))
model.fit(X[order], y[order], epochs=3, validation_split=0.2)
""",
        """
import keras
from sklearn.utils import shuffle
X, y = shuffle(X, y, random_state=0)
model = keras.Sequential([keras.layers.Dense(3)])
model.fit(X, y, epochs=3, validation_split=0.2)
""",
    ],
    "split_tail_known": [
        K + "model.fit(x_train, y_train, epochs=8, validation_split=0.2)",
        RAW + "model.fit(x_train, y_train, epochs=8, validation_split=0.0)",
    ],
    "split_tail_sorted": [
        """
import os, keras, random, numpy as np
data = []
for label, clase in enumerate(clases):
    for file in os.listdir(clase):
        data.append((read(file), label))
random.shuffle(data)
X = np.array([one for one, _ in data])
model = keras.Sequential([keras.layers.Dense(3)])
model.fit(X, y, epochs=3, validation_split=0.2)
""",
        """
import keras, numpy as np
from sklearn.model_selection import train_test_split
X = []
for category in categories:
    for path in glob(category):
        X.append(read(path))
X_train, X_test, y_train, y_test = train_test_split(np.array(X), y, random_state=0)
model = keras.models.load_model('m')
model.fit(X_train, y_train, validation_split=0.1, epochs=3)
""",
    ],
    "unshuffled_training": [
        T
        + """
from torch.utils.data import SubsetRandomSampler
train_loader = DataLoader(train_set, batch_size=64, sampler=SubsetRandomSampler(rows))
"""
        + EPOCHS,
        T
        + """
train_eval_loader = DataLoader(train_set, batch_size=512)
"""
        + EPOCHS
        + "print(accuracy(model, train_eval_loader))",
    ],
    "unshuffled_classes": [
        T
        + """
folder = datasets.ImageFolder('photos/train', plain)
train_loader = DataLoader(folder, batch_size=64, shuffle=True)
"""
        + EPOCHS,
        T
        + """
folder = datasets.ImageFolder('photos/test', plain)
test_loader = DataLoader(folder, batch_size=64)
"""
        + EPOCHS,
    ],
    "augmented_validation": [
        G
        + """
gen = ImageDataGenerator(rotation_range=20, validation_split=0.2)
plain = ImageDataGenerator(validation_split=0.2)
train_gen = gen.flow_from_directory('d', subset='training', class_mode='sparse')
val_gen = plain.flow_from_directory('d', subset='validation', class_mode='sparse')
model.fit(train_gen, validation_data=val_gen)
""",
        G
        + """
train_ds, val_ds = load('d', validation_split=0.2, subset='both', seed=1)
train_ds = train_ds.map(lambda x, y: (layers.RandomFlip()(x, training=True), y))
model.fit(train_ds, validation_data=val_ds)
""",
        T
        + """
calm = transforms.Compose([transforms.RandomHorizontalFlip(p=0), transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
test_data = datasets.MNIST('d', train=False, transform=calm)
""",
    ],
    "predicted_raw": [
        K
        + """
model.fit(x_train, y_train, epochs=2)
img = keras.utils.img_to_array(keras.utils.load_img('a.jpg')) / 255.0
model.predict(np.expand_dims(img, 0))
""",
        G
        + """
train_ds = load('d/train')
model.fit(train_ds, epochs=2)
img = tf.keras.utils.img_to_array(tf.keras.utils.load_img('a.jpg'))
model.predict(tf.expand_dims(img, 0))
""",
    ],
    "predicted_scaled": [
        RAW
        + """
model.fit(x_train, y_train, epochs=2)
model.evaluate(x_test, y_test)
""",
        RAW
        + """
x_train = x_train * (1 / 255)
model.fit(x_train, y_train, epochs=2)
model.evaluate(x_test / 255.0, y_test)
""",
    ],
    "normalised_differently": [
        T
        + """
other = transforms.Compose([transforms.RandomCrop(28), transforms.ToTensor(), transforms.Normalize(mean=(0.5,), std=(0.5,))])
train_data = datasets.MNIST('data', train=True, transform=other)
""",
        T
        + """
other = transforms.Compose([transforms.ToTensor(), transforms.Normalize(MEAN, STD)])
test_data = datasets.MNIST('data', train=False, transform=other)
""",
    ],
    "evaluated_in_training_mode": [
        T + EPOCHS + "print(accuracy(model, test_loader))",
        T.replace(
            EVAL,
            OFF,
        )
        + EPOCHS
        + "print(accuracy(model, test_loader))",
    ],
    "training_in_evaluation_mode": [
        T
        + """
for epoch in range(9):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    model.eval()
""",
        T + EPOCHS + "model.eval()",
    ],
    "gradients_for_nothing": [
        T.replace(
            NO_GRAD,
            "",
        )
        + EPOCHS
        + """
with torch.inference_mode():
    print(accuracy(model, test_loader))
""",
        T + EPOCHS + "print(accuracy(model, val_loader))",
    ],
    "exhausted_generator": [
        RAW
        + """
gen = keras.preprocessing.image.ImageDataGenerator(rotation_range=20)
model.fit(gen.flow(x_train, y_train, batch_size=50), steps_per_epoch=len(x_train) // 50, epochs=10)
""",
        RAW
        + """
gen = keras.preprocessing.image.ImageDataGenerator(rotation_range=20)
model.fit(gen.flow(x_train, y_train, batch_size=64), epochs=10)
""",
        RAW
        + """
gen = keras.preprocessing.image.ImageDataGenerator(rotation_range=20)
model.fit(gen.flow(x_train, y_train, batch_size=64), steps_per_epoch=782, epochs=10)
""",
        RAW
        + """
gen = keras.preprocessing.image.ImageDataGenerator(rotation_range=20)
model.fit(gen.flow(x_train, y_train, batch_size=64), steps_per_epoch=300, epochs=2)
""",
    ],
    "exhausted_perhaps": [
        G
        + """
import math
gen = ImageDataGenerator(rotation_range=20)
train = gen.flow_from_directory('d', batch_size=20, class_mode='sparse')
model.fit(train, steps_per_epoch=math.ceil(train.samples / 20), epochs=3)
""",
        G
        + """
gen = ImageDataGenerator(zoom_range=0.2)
flow = gen.flow(X, y, batch_size=size)
model.fit(flow, steps_per_epoch=len(flow), epochs=3)
""",
    ],
    "exhausted_dataset": [
        G
        + """
train_ds = load('photos/train').repeat()
model.fit(train_ds, steps_per_epoch=100, epochs=10)
""",
        RAW
        + """
ds = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(100)
model.fit(ds, steps_per_epoch=100, epochs=5)
""",
    ],
    "softmax_twice": [
        """
import keras
from keras import layers
model = keras.Sequential([layers.Dense(10, activation='softmax')])
model.compile('adam', keras.losses.SparseCategoricalCrossentropy())
""",
        """
import keras
from keras import layers
model = keras.Sequential([layers.Dense(8, activation='softmax'), layers.Dense(10)])
model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True))
""",
    ],
    "softmax_missing": [
        """
import keras
from keras import layers
model = keras.Sequential([layers.Dense(1)])
model.compile('adam', 'mse')
""",
        """
import keras
from keras import layers
model = keras.Sequential([layers.Dense(10), layers.Activation('softmax')])
model.compile('adam', 'sparse_categorical_crossentropy')
""",
    ],
    "softmax_twice_torch": [
        T.replace("return self.body(x)", "return torch.log_softmax(self.body(x), dim=1)")
        + """
criterion = nn.NLLLoss()
for x, y in train_loader:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
""",
        T
        + EPOCHS
        + """
for x, y in test_loader:
    model.eval()
    print(torch.softmax(model(x), 1))
""",
    ],
    "onehot_with_sparse": [
        K
        + """
y_hot = keras.utils.to_categorical(y_train)
model.compile('adam', 'categorical_crossentropy')
model.fit(x_train, y_hot, epochs=3)
""",
        K + "model.fit(x_train, y_train, epochs=3)",
    ],
    "numbers_with_onehot_loss": [
        G
        + """
model.compile('adam', tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(load('d', label_mode='categorical'), epochs=3)
""",
        K
        + """
model.compile('adam', 'categorical_crossentropy')
model.fit(x_train, labels, epochs=3)
""",
    ],
    "gradients_kept": [
        T
        + """
model.train()
for step, (x, y) in enumerate(train_loader):
    loss = nn.functional.cross_entropy(model(x), y) / 4
    loss.backward()
    if step % 4 == 3:
        optimizer.step()
        optimizer.zero_grad()
""",
        T
        + """
for x, y in train_loader:
    for p in model.parameters():
        p.grad = None
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
""",
    ],
    "matrix_transposed": [
        K
        + """
from sklearn.metrics import confusion_matrix
y_pred = model.predict(x_test).argmax(axis=1)
print(confusion_matrix(y_test, y_pred))
""",
        K
        + """
from sklearn.metrics import confusion_matrix
y_pred = model.predict(x_test).argmax(axis=1)
cm = confusion_matrix(y_pred, y_test)
plt.imshow(cm)
plt.xlabel('True')
plt.ylabel('Predicted')
""",
    ],
    "report_swapped": [
        K
        + """
from sklearn.metrics import classification_report
guess = np.argmax(model.predict(x_test), axis=1)
print(classification_report(y_test, guess))
""",
        K
        + """
from sklearn.metrics import classification_report
guess = np.argmax(model.predict(x_test), axis=1)
print(classification_report(y_pred=guess, y_true=y_test))
""",
    ],
    "matrix_by_hand": [
        K
        + """
pred = np.argmax(model.predict(x_test), axis=1)
m = np.zeros((10, 10))
for i in range(len(pred)):
    m[y_test[i], pred[i]] += 1
plt.imshow(m)
plt.ylabel('True class')
""",
        K
        + """
pred = np.argmax(model.predict(x_test), axis=1)
m = np.zeros((10, 10))
for i in range(len(pred)):
    m[pred[i], y_test[i]] += 1
plt.imshow(m)
plt.ylabel('Predicted class')
""",
    ],
    "order_lost": [
        G
        + """
gen = ImageDataGenerator().flow_from_directory('d/test', shuffle=False, class_mode='sparse')
guess = model.predict(gen).argmax(axis=1)
print((guess == gen.classes).mean())
""",
        G
        + """
import numpy as np
val_ds = load('d/val')
y_true, y_pred = [], []
for x, y in val_ds:
    y_true.append(y)
    y_pred.append(model.predict(x).argmax(axis=1))
print(np.mean(np.concatenate(y_true) == np.concatenate(y_pred)))
""",
    ],
    "another_image": [
        K
        + """
predictions = model.predict(x_test)
i = 12
plot_image(i, predictions[i], y_test, x_test)
plt.imshow(x_test[12])
""",
        K
        + """
img = np.expand_dims(x_test[7], 0)
p = model.predict(img)
plt.imshow(x_test[7])
plot_value_array(7, p[0], y_test)
""",
        K
        + """
p = model.predict(x_test)
plt.imshow(x_train[3])
print(p[0])
""",
    ],
}
