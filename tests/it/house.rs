//! What the house says of itself: its map, its documents, the files and the image that it ships.

mod architecture;
mod container;
mod demo;
mod documents;
mod shipped;
