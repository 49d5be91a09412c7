using { Rows } from '../db/schema';

@path: '/odata/v4/usage'
service Usage {
  @cds.query.limit.max: 4
  @readonly
  entity Records as projection on Rows;
}
