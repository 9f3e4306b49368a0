# ruff: noqa: E501
"""Scripts in different styles that do nothing wrong: every word said about one of them is a false alarm."""

from __future__ import annotations

CLEAN: dict[str, str] = {}

CLEAN["keras_arrays"] = """
import numpy as np
from sklearn.model_selection import train_test_split
from tensorflow import keras
from tensorflow.keras import layers
(x_all, y_all), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_all = x_all.astype("float32") / 255.0
x_test = x_test.astype("float32") / 255.0
x_train, x_val, y_train, y_val = train_test_split(x_all, y_all, test_size=0.1, stratify=y_all, random_state=0)
model = keras.Sequential([
    layers.Input((28, 28)),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
history = model.fit(x_train, y_train, epochs=20, batch_size=64, validation_data=(x_val, y_val), callbacks=[stop])
loss, accuracy = model.evaluate(x_test, y_test)
predictions = model.predict(x_test)
i = 3
print(f"image {i}: {predictions[i]}")
cm = confusion_matrix(y_test, predictions.argmax(axis=1))
"""

CLEAN["keras_finetune"] = """
import keras
base = keras.applications.MobileNetV2(include_top=False, input_shape=(160, 160, 3))
base.trainable = False
train_ds, val_ds = keras.utils.image_dataset_from_directory("photos/train", validation_split=0.2, subset="both", seed=1, image_size=(160, 160))
test_ds = keras.utils.image_dataset_from_directory("photos/test", image_size=(160, 160), shuffle=False)
inputs = keras.Input((160, 160, 3))
x = keras.applications.mobilenet_v2.preprocess_input(inputs)
x = base(x, training=False)
x = keras.layers.GlobalAveragePooling2D()(x)
outputs = keras.layers.Dense(5, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(train_ds, epochs=10, validation_data=val_ds)
base.trainable = True
model.compile(keras.optimizers.RMSprop(1e-5), "sparse_categorical_crossentropy", metrics=["accuracy"])
history_fine = model.fit(train_ds, epochs=20, initial_epoch=history.epoch[-1], validation_data=val_ds)
acc = history.history["accuracy"] + history_fine.history["accuracy"]
model.evaluate(test_ds)
"""

CLEAN["keras_folder"] = """
import tensorflow as tf
from tensorflow.keras import layers
data_dir = "flowers"
train_ds = tf.keras.utils.image_dataset_from_directory(data_dir, validation_split=0.2, subset="training", seed=123, image_size=(180, 180), batch_size=32)
val_ds = tf.keras.utils.image_dataset_from_directory(data_dir, validation_split=0.2, subset="validation", seed=123, image_size=(180, 180), batch_size=32)
class_names = train_ds.class_names
for images, labels in train_ds.take(1):
    print(images.shape)
AUTOTUNE = tf.data.AUTOTUNE
train_ds = train_ds.cache().shuffle(1000).prefetch(buffer_size=AUTOTUNE)
val_ds = val_ds.cache().prefetch(buffer_size=AUTOTUNE)
data_augmentation = tf.keras.Sequential([layers.RandomFlip("horizontal", input_shape=(180, 180, 3)), layers.RandomRotation(0.1)])
model = tf.keras.Sequential([
    data_augmentation,
    layers.Rescaling(1. / 255),
    layers.Conv2D(16, 3, padding="same", activation="relu"), layers.MaxPooling2D(),
    layers.Dropout(0.2), layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(len(class_names)),
])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
history = model.fit(train_ds, validation_data=val_ds, epochs=15)
img = tf.keras.utils.load_img("sunflower.jpg", target_size=(180, 180))
img_array = tf.keras.utils.img_to_array(img)
img_array = tf.expand_dims(img_array, 0)
predictions = model.predict(img_array)
score = tf.nn.softmax(predictions[0])
print(class_names[np.argmax(score)], 100 * np.max(score))
"""

CLEAN["keras_functional"] = """
import keras
from keras import layers, ops
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
x_val, y_val = x_train[45000:], y_train[45000:]
x_train, y_train = x_train[:45000], y_train[:45000]
def build(width):
    inputs = keras.Input((32, 32, 3))
    x = layers.Rescaling(1 / 255)(inputs)
    x = layers.RandomFlip("horizontal")(x)
    x = layers.Conv2D(width, 3, activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(10)(x)
    return keras.Model(inputs, outputs)
results = {}
for width in (16, 32):
    for seed in range(5):
        model = build(width)
        model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
        model.fit(x_train, y_train, epochs=10, validation_data=(x_val, y_val), verbose=0)
        results[width, seed] = model.evaluate(x_val, y_val)[1]
best = max(results, key=results.get)
model = build(best[0])
model.compile("adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
model.fit(x_train, y_train, epochs=10)
print(model.evaluate(x_test, y_test))
"""

CLEAN["keras_generator"] = """
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras import layers, models
train_datagen = ImageDataGenerator(rescale=1./255, rotation_range=40, zoom_range=0.2, horizontal_flip=True)
plain_datagen = ImageDataGenerator(rescale=1./255)
train_generator = train_datagen.flow_from_directory('data/train', target_size=(150, 150), batch_size=20, class_mode='binary')
validation_generator = plain_datagen.flow_from_directory('data/validation', target_size=(150, 150), batch_size=20, class_mode='binary')
test_generator = plain_datagen.flow_from_directory('data/test', target_size=(150, 150), batch_size=20, class_mode='binary', shuffle=False)
model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(150, 150, 3)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Flatten())
model.add(layers.Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['acc'])
history = model.fit(train_generator, epochs=30, validation_data=validation_generator)
probabilities = model.predict(test_generator)
from sklearn.metrics import confusion_matrix, classification_report
print(confusion_matrix(test_generator.classes, probabilities > 0.5))
print(classification_report(test_generator.classes, probabilities > 0.5))
"""

CLEAN["keras_tfdata"] = """
import tensorflow as tf
import tensorflow_datasets as tfds
(ds_train, ds_val, ds_test), info = tfds.load("mnist", split=["train[:90%]", "train[90%:]", "test"], as_supervised=True, with_info=True)
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255., label
def augment(image, label):
    return tf.image.random_flip_left_right(image), label
ds_train = ds_train.map(normalize).cache().shuffle(10_000).map(augment).batch(128).prefetch(tf.data.AUTOTUNE)
ds_val = ds_val.map(normalize).batch(128).cache()
ds_test = ds_test.map(normalize).batch(128).cache()
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden = tf.keras.layers.Dense(128, activation="relu")
        self.out = tf.keras.layers.Dense(10)
    def call(self, x):
        return self.out(self.hidden(self.flatten(x)))
net = Net()
net.compile(optimizer=tf.keras.optimizers.Adam(0.001), loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
net.fit(ds_train, epochs=6, validation_data=ds_val)
net.evaluate(ds_test)
"""

CLEAN["lightning"] = """
import lightning as L
import torch
from torch.utils.data import DataLoader, random_split
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor
class LitNet(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 64), torch.nn.ReLU(), torch.nn.Dropout(0.1), torch.nn.Linear(64, 10))
    def training_step(self, batch, batch_idx):
        x, y = batch
        return torch.nn.functional.cross_entropy(self.net(x), y)
    def validation_step(self, batch, batch_idx):
        x, y = batch
        self.log("val_loss", torch.nn.functional.cross_entropy(self.net(x), y))
    def test_step(self, batch, batch_idx):
        x, y = batch
        self.log("test_acc", (self.net(x).argmax(1) == y).float().mean())
    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)
L.seed_everything(0, workers=True)
full = MNIST(".", train=True, transform=ToTensor())
train, val = random_split(full, [55000, 5000], generator=torch.Generator().manual_seed(0))
test = MNIST(".", train=False, transform=ToTensor())
model = LitNet()
trainer = L.Trainer(max_epochs=5)
trainer.fit(model, DataLoader(train, batch_size=64, shuffle=True), DataLoader(val, batch_size=256))
trainer.test(model, DataLoader(test, batch_size=256))
"""

CLEAN["torch_basic"] = """
import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, transforms
torch.manual_seed(0)
device = "cuda" if torch.cuda.is_available() else "cpu"
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
full = datasets.MNIST("data", train=True, download=True, transform=transform)
test_set = datasets.MNIST("data", train=False, transform=transform)
train_set, val_set = random_split(full, [55000, 5000], generator=torch.Generator().manual_seed(0))
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
val_loader = DataLoader(val_set, batch_size=256)
test_loader = DataLoader(test_set, batch_size=256)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 32, 3)
        self.drop = nn.Dropout(0.25)
        self.fc = nn.Linear(32 * 26 * 26, 10)
    def forward(self, x):
        x = torch.relu(self.conv(x))
        return self.fc(self.drop(x.flatten(1)))
def train(model, loader, optimizer):
    model.train()
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
def evaluate(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            correct += (model(images).argmax(1) == labels).sum().item()
    return correct / len(loader.dataset)
model = Net().to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
best_acc = 0
for epoch in range(10):
    train(model, train_loader, optimizer)
    val_acc = evaluate(model, val_loader)
    print(epoch, val_acc)
    if val_acc > best_acc:
        best_acc = val_acc
        torch.save(model.state_dict(), "best.pt")
model.load_state_dict(torch.load("best.pt"))
print("test accuracy", evaluate(model, test_loader))
"""

CLEAN["torch_class"] = """
import torch
import torch.nn.functional as F
from torch import nn, optim
from tqdm import tqdm
class Trainer:
    def __init__(self, model, train_loader, val_loader, lr=1e-3):
        self.model, self.train_loader, self.val_loader = model, train_loader, val_loader
        self.optimizer = optim.AdamW(self.model.parameters(), lr=lr)
        self.scheduler = optim.lr_scheduler.ReduceLROnPlateau(self.optimizer)
    def run_epoch(self):
        self.model.train()
        for x, y in tqdm(self.train_loader):
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.model(x), y)
            loss.backward()
            self.optimizer.step()
    @torch.no_grad()
    def validate(self):
        self.model.eval()
        losses = [F.cross_entropy(self.model(x), y).item() for x, y in self.val_loader]
        return sum(losses) / len(losses)
    def fit(self, epochs):
        best = float("inf")
        for epoch in range(epochs):
            self.run_epoch()
            loss = self.validate()
            self.scheduler.step(loss)
            if loss < best:
                best = loss
                torch.save(self.model.state_dict(), "best.pt")
"""

CLEAN["torch_kfold"] = """
import copy
import numpy as np
import torch
import torch.nn as nn
import torchvision
import torchvision.transforms as T
from sklearn.model_selection import StratifiedKFold
from torch.utils.data import DataLoader, Subset
train_tf = T.Compose([T.RandomHorizontalFlip(), T.RandomCrop(32, padding=4), T.ToTensor(), T.Normalize((0.5, 0.5, 0.5), (0.2, 0.2, 0.2))])
eval_tf = T.Compose([T.ToTensor(), T.Normalize((0.5, 0.5, 0.5), (0.2, 0.2, 0.2))])
train_data = torchvision.datasets.CIFAR10("data", train=True, transform=train_tf)
val_data = torchvision.datasets.CIFAR10("data", train=True, transform=eval_tf)
test_data = torchvision.datasets.CIFAR10("data", train=False, transform=eval_tf)
kfold = StratifiedKFold(n_splits=5, shuffle=True, random_state=0)
scores = []
for fold, (train_idx, val_idx) in enumerate(kfold.split(np.zeros(len(train_data.targets)), train_data.targets)):
    torch.manual_seed(fold)
    model = torchvision.models.resnet18(num_classes=10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20)
    train_loader = DataLoader(Subset(train_data, train_idx), batch_size=128, shuffle=True)
    val_loader = DataLoader(Subset(val_data, val_idx), batch_size=512)
    best, best_state = 0.0, None
    for epoch in range(20):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad(set_to_none=True)
            loss = nn.CrossEntropyLoss()(model(x), y)
            loss.backward()
            optimizer.step()
        scheduler.step()
        model.eval()
        hits = 0
        with torch.inference_mode():
            for x, y in val_loader:
                hits += (model(x).argmax(1) == y).sum().item()
        if hits / len(val_idx) > best:
            best, best_state = hits / len(val_idx), copy.deepcopy(model.state_dict())
    scores.append(best)
print(np.mean(scores), np.std(scores))
"""

CLEAN["torch_transfer"] = """
import copy, os, time
import torch, torchvision
import torch.nn as nn
import torch.optim as optim
from torch.optim import lr_scheduler
from torchvision import datasets, models, transforms
data_transforms = {
    'train': transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(), transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]),
    'val': transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]),
}
data_dir = 'data/hymenoptera_data'
image_datasets = {x: datasets.ImageFolder(os.path.join(data_dir, x), data_transforms[x]) for x in ['train', 'val']}
dataloaders = {x: torch.utils.data.DataLoader(image_datasets[x], batch_size=4, shuffle=True, num_workers=4) for x in ['train', 'val']}
dataset_sizes = {x: len(image_datasets[x]) for x in ['train', 'val']}
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
def train_model(model, criterion, optimizer, scheduler, num_epochs=25):
    best_model_wts = copy.deepcopy(model.state_dict())
    best_acc = 0.0
    for epoch in range(num_epochs):
        for phase in ['train', 'val']:
            if phase == 'train':
                model.train()
            else:
                model.eval()
            running_loss = 0.0
            running_corrects = 0
            for inputs, labels in dataloaders[phase]:
                inputs = inputs.to(device)
                labels = labels.to(device)
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == 'train'):
                    outputs = model(inputs)
                    _, preds = torch.max(outputs, 1)
                    loss = criterion(outputs, labels)
                    if phase == 'train':
                        loss.backward()
                        optimizer.step()
                running_loss += loss.item() * inputs.size(0)
                running_corrects += torch.sum(preds == labels.data)
            if phase == 'train':
                scheduler.step()
            epoch_acc = running_corrects.double() / dataset_sizes[phase]
            if phase == 'val' and epoch_acc > best_acc:
                best_acc = epoch_acc
                best_model_wts = copy.deepcopy(model.state_dict())
    model.load_state_dict(best_model_wts)
    return model
model_ft = models.resnet18(weights='IMAGENET1K_V1')
model_ft.fc = nn.Linear(model_ft.fc.in_features, 2)
model_ft = model_ft.to(device)
criterion = nn.CrossEntropyLoss()
optimizer_ft = optim.SGD(model_ft.parameters(), lr=0.001, momentum=0.9)
exp_lr_scheduler = lr_scheduler.StepLR(optimizer_ft, step_size=7, gamma=0.1)
model_ft = train_model(model_ft, criterion, optimizer_ft, exp_lr_scheduler, num_epochs=25)
"""

CLEAN["keras_three_way"] = """
import os
os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
keras.utils.set_random_seed(0)
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x_test = x_test[..., None] / 255.0
order = np.random.permutation(len(x))
x, y = x[order][..., None] / 255.0, y[order]
x_val, y_val, x_train, y_train = x[:6000], y[:6000], x[6000:], y[6000:]
model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(64, "relu"), keras.layers.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
model.fit(x_train, y_train, epochs=5, batch_size=128, validation_data=(x_val, y_val))
print(model.evaluate(x_test, y_test))
"""

CLEAN["torch_mnist_official_with_validation"] = """
import argparse
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import Subset
from torchvision import datasets, transforms
from torch.optim.lr_scheduler import StepLR

class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1)
        self.dropout1 = nn.Dropout(0.25)
        self.fc1 = nn.Linear(21632, 10)
    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = self.dropout1(torch.flatten(x, 1))
        output = F.log_softmax(self.fc1(x), dim=1)
        return output

def train(args, model, device, train_loader, optimizer, epoch):
    model.train()
    for batch_idx, (data, target) in enumerate(train_loader):
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        output = model(data)
        loss = F.nll_loss(output, target)
        loss.backward()
        optimizer.step()

def measure(model, device, loader):
    model.eval()
    loss, correct = 0, 0
    with torch.no_grad():
        for data, target in loader:
            data, target = data.to(device), target.to(device)
            output = model(data)
            loss += F.nll_loss(output, target, reduction="sum").item()
            pred = output.argmax(dim=1, keepdim=True)
            correct += pred.eq(target.view_as(pred)).sum().item()
    return loss / len(loader.dataset), correct / len(loader.dataset)

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    device = torch.device("cpu")
    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    dataset1 = datasets.MNIST("../data", train=True, download=True, transform=transform)
    dataset2 = datasets.MNIST("../data", train=False, transform=transform)
    train_loader = torch.utils.data.DataLoader(Subset(dataset1, range(55000)), batch_size=64, shuffle=True)
    val_loader = torch.utils.data.DataLoader(Subset(dataset1, range(55000, 60000)), batch_size=1000)
    test_loader = torch.utils.data.DataLoader(dataset2, batch_size=1000)
    model = Net().to(device)
    optimizer = optim.Adadelta(model.parameters(), lr=1.0)
    scheduler = StepLR(optimizer, step_size=1, gamma=0.7)
    for epoch in range(1, args.epochs + 1):
        train(args, model, device, train_loader, optimizer, epoch)
        print(measure(model, device, val_loader))
        scheduler.step()
    print(measure(model, device, test_loader))

if __name__ == "__main__":
    main()
"""

CLEAN["cross_validation_keras"] = """
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.preprocessing import StandardScaler

X, y = load_digits(return_X_y=True)
X_dev, X_test, y_dev, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=0)

def make_model(units):
    model = tf.keras.models.Sequential()
    model.add(tf.keras.layers.Dense(units, activation="relu", input_shape=(64,)))
    model.add(tf.keras.layers.Dropout(0.2))
    model.add(tf.keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

scores = {}
for units in [32, 64]:
    folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=0)
    for fold, (rows, held) in enumerate(folds.split(X_dev, y_dev)):
        scaler = StandardScaler().fit(X_dev[rows])
        model = make_model(units)
        model.fit(scaler.transform(X_dev[rows]), y_dev[rows], epochs=20, verbose=0)
        scores.setdefault(units, []).append(model.evaluate(scaler.transform(X_dev[held]), y_dev[held], verbose=0)[1])
for units, values in scores.items():
    print(units, np.mean(values), "+-", np.std(values, ddof=1))
"""
