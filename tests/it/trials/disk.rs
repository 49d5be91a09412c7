//! A disk of a trial's own: small, and full or read-only when the trial says so. It
//! is seen only by who is started on it, and goes with the process that holds it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::needed;

/// Mounts a file system in memory for itself and those who join it, says so, and waits.
const SCRIPT: &str = r#"mount -t tmpfs -o "size=$1,mode=755" nyttja "$2" && echo ready && exec cat"#;

/// A disk.
pub struct Disk {
    holder: Child,
    /// Whether the one who holds it is in a space of users of its own.
    is_rootless: bool,
    folder: PathBuf,
}

impl Disk {
    /// A disk of so many bytes in place of a folder, with what lies there. Where the
    /// machine lets nobody make one, this says so, and there is none.
    pub fn over(folder: &Path, bytes: u64) -> Option<Self> {
        let made = [true, false].into_iter().find_map(|is_rootless| Self::make(folder, bytes, is_rootless));
        let Some(disk) = made else {
            needed::is_skipped("a small disk (unshare, nsenter, and the right to mount)");
            return None;
        };
        copy_all(folder, &disk.inside(folder));
        Some(disk)
    }

    fn make(folder: &Path, bytes: u64, is_rootless: bool) -> Option<Self> {
        let mut command = Command::new("unshare");
        if is_rootless {
            command.arg("--map-root-user");
        }
        command.args(["--mount", "sh", "-c", SCRIPT, "disk", &bytes.to_string()]).arg(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut holder = command.spawn().ok()?;
        let mut line = String::new();
        BufReader::new(holder.stdout.take()?).read_line(&mut line).ok()?;
        if line != "ready\n" {
            holder.wait().ok()?;
            return None;
        }
        Some(Self { holder, is_rootless, folder: folder.to_owned() })
    }

    /// The path of something on the disk for who is not on it.
    fn inside(&self, path: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(path.strip_prefix("/").expect("an absolute path"))
    }

    /// The same command, started by who sees the disk.
    pub fn on_it(&self, command: &Command) -> Command {
        let mut joined = Command::new("nsenter");
        joined.args(["--target", &self.holder.id().to_string(), "--mount"]);
        if self.is_rootless {
            joined.args(["--user", "--preserve-credentials"]);
        }
        joined.arg("--").arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => joined.env(name, value),
                None => joined.env_remove(name),
            };
        }
        joined
    }

    fn remount(&self, how: &str) {
        let mut command = Command::new("mount");
        command.args(["-o", &format!("remount,{how}")]).arg(&self.folder);
        let done = self.on_it(&command).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    /// Makes it larger.
    pub fn enlarge(&self) {
        self.remount("size=64m");
    }

    /// Makes it read-only, or lets everybody write again. Nobody may have a file open for writing.
    pub fn set_read_only(&self, is_read_only: bool) {
        self.remount(if is_read_only { "ro" } else { "rw" });
    }

    /// Fills what room there is, to the last byte.
    pub fn fill(&self) {
        let mut file = File::options().create(true).append(true).open(self.filling()).unwrap();
        for size in [65_536, 4096, 1] {
            loop {
                match file.write(&vec![b'x'; size]) {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }

    /// Makes room again.
    pub fn make_room(&self) {
        fs::remove_file(self.filling()).unwrap();
    }

    fn filling(&self) -> PathBuf {
        self.inside(&self.folder).join("something-else")
    }

    /// Copies the database off it, as it is when nobody works on it.
    pub fn copy_to(&self, folder: &Path) {
        for file in ["nyttja.db", "nyttja.db-wal", "nyttja.db-shm"] {
            let (from, to) = (self.inside(&self.folder).join(file), folder.join(file));
            let _ = fs::remove_file(&to);
            // The last one is made anew from the others.
            if from.is_file() && !file.ends_with("shm") {
                fs::copy(from, to).unwrap();
            }
        }
    }

    /// How many bytes a file on it has.
    pub fn size_of(&self, file: &str) -> u64 {
        fs::metadata(self.inside(&self.folder).join(file)).map_or(0, |file| file.len())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}

fn copy_all(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            fs::create_dir_all(&to).unwrap();
            copy_all(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}
