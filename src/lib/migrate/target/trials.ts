import {
  BSON,
  Binary,
  type Collection,
  type Db,
  Decimal128,
  type Document,
  Int32,
  Long,
  MongoServerError,
} from 'mongodb';

/** A thing that a server must do right, tried on a collection of its own. */
export interface Trial {
  readonly name: string;
  /** What uses it; `always` is what every migration is wrong without. */
  readonly neededFor: 'always' | 'validators' | 'indexes' | 'no-gap' | 'nothing yet';
  /** What follows if the server does not do it right. */
  readonly without: string;
  /** Throws, or answers false, if it does not. The collection is empty and is dropped afterwards. */
  readonly run: (collection: Collection, db: Db) => Promise<boolean>;
}

const VALUES: Document = {
  _id: Long.fromString('9223372036854775807'),
  scale: Decimal128.fromString('9.9900'),
  digits: Decimal128.fromString('-9999999999999999999999999999999999'),
  zero: Decimal128.fromString('0E-8'),
  small: new Int32(-2_147_483_648),
  low: Long.fromString('-9223372036854775808'),
  day: new Date('1000-01-01T00:00:00.001Z'),
  bytes: new Binary(Buffer.from([0, 255, 1])),
  text: 'é😀\0',
  nothing: null,
  list: [{ a: new Int32(1) }, []],
};

/** The number of the error that the operation must end in. */
async function refusedWith(number: number, operation: () => Promise<unknown>): Promise<boolean> {
  try {
    await operation();
    return false;
  } catch (thrown) {
    return thrown instanceof MongoServerError && thrown.code === number;
  }
}

const DOCUMENT_FAILED_VALIDATION = 121;
const DUPLICATE_KEY = 11_000;
const NAMESPACE_EXISTS = 48;

/** In the order in which they are shown. */
export const TRIALS: readonly Trial[] = [
  {
    name: 'values come back byte for byte',
    neededFor: 'always',
    without: 'digits, types or times of documents would not be those of the tables',
    run: async (collection) => {
      await collection.insertOne(VALUES);
      const raw = (await collection.findOne({}, { raw: true })) as unknown as Buffer;
      return Buffer.compare(Buffer.from(BSON.serialize(VALUES)), Buffer.from(raw)) === 0;
    },
  },
  {
    name: 'a second document of one _id is refused (11000)',
    neededFor: 'always',
    without: 'a run that woke up late could write over a later one',
    run: async (collection) => {
      await collection.insertOne({ _id: Long.fromNumber(1) } as Document);
      return refusedWith(DUPLICATE_KEY, async () => collection.insertOne({ _id: new Int32(1) } as Document));
    },
  },
  {
    name: 'ranges of _id compare Int32 and Long as numbers',
    neededFor: 'always',
    without: 'verification would miss documents',
    run: async (collection) => {
      const ids = [new Int32(2), Long.fromString('5000000000'), new Int32(-3)];
      await collection.insertMany(ids.map((_id) => ({ _id })) as unknown as Document[]);
      const filter = { _id: { $gt: Long.fromNumber(-3), $lte: Long.fromString('5000000000') } } as Document;
      const found = await collection.find(filter).sort({ _id: 1 }).toArray();
      return found.map(({ _id }) => String(_id)).join() === '2,5000000000';
    },
  },
  {
    name: 'writes of the majority with journal are acknowledged',
    neededFor: 'always',
    without: 'the ledger could name chunks that a crash has lost',
    run: async (collection) => {
      const options = { writeConcern: { w: 'majority' as const, journal: true } };
      return (await collection.insertOne({}, options)).acknowledged;
    },
  },
  {
    name: 'a rename to a name that is taken is refused (48)',
    neededFor: 'always',
    without: 'publishing could drop a collection',
    run: async (collection, db) => {
      const other = `${collection.collectionName}_taken`;
      await collection.insertOne({});
      await db.collection(other).insertOne({});
      try {
        return await refusedWith(NAMESPACE_EXISTS, async () => collection.rename(other));
      } finally {
        await db.collection(other).drop();
      }
    },
  },
  {
    name: 'a collection is created with a validator, which refuses other types (121)',
    neededFor: 'validators',
    without: 'a mapping with a validator is refused',
    run: async ({ collectionName }, db) => {
      const validator = {
        $jsonSchema: { bsonType: 'object', properties: { a: { bsonType: ['int', 'null'] } } },
      };
      const collection = await db.createCollection(collectionName, { validator });
      await collection.insertMany([{ a: new Int32(1) }, { a: null }, {}]);
      return refusedWith(DOCUMENT_FAILED_VALIDATION, async () => collection.insertOne({ a: 'text' }));
    },
  },
  {
    name: 'unique, partial and TTL indexes',
    neededFor: 'indexes',
    without: 'a mapping with such an index is refused',
    run: async (collection) => {
      await collection.createIndexes([
        { key: { a: 1 }, unique: true, partialFilterExpression: { b: { $gt: 1 } } },
        { key: { at: 1 }, expireAfterSeconds: 100_000 },
      ]);
      await collection.insertMany([
        { a: 1, b: 0 },
        { a: 1, b: 0 },
        { a: 1, b: 2 },
      ]);
      return refusedWith(DUPLICATE_KEY, async () => collection.insertOne({ a: 1, b: 3 }));
    },
  },
  {
    name: '$out replaces a collection as a whole',
    neededFor: 'no-gap',
    without: 'publish --no-gap is refused',
    run: async (collection, db) => {
      const other = `${collection.collectionName}_out`;
      await collection.insertOne({ a: 1 });
      await db.collection(other).insertOne({ b: 1 });
      try {
        await collection.aggregate([{ $out: other }]).toArray();
        return (await db.collection(other).countDocuments({ b: 1 })) === 0;
      } finally {
        await db.collection(other).drop();
      }
    },
  },
  {
    name: 'a path reaches fields of array elements',
    neededFor: 'nothing yet',
    without: 'nothing: aether asks no server for it',
    run: async (collection) => {
      await collection.insertOne({ list: [{ a: 1 }, { a: 2 }] });
      const [found] = await collection.aggregate([{ $project: { of: '$list.a' } }]).toArray();
      return JSON.stringify(found?.['of']) === '[1,2]';
    },
  },
];
