entity Rows {
  key id : Integer;
  unit : String;
  module : String;
  audience : String;
  ![from] : Date;
  ![to] : Date;
  active : Integer;
  eligible : Integer;
  items : Integer;
}
