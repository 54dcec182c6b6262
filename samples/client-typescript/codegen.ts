import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../schema/graphql/schema.graphql',
  documents: 'src/**/*.ts',
  emitLegacyCommonJSImports: false,
  generates: {
    // The types behind an interface or union, which a cache cannot know from answers.
    'src/gql/possible-types.ts': { plugins: ['fragment-matcher'] },
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        // A scalar that is new on the server must be given a type here before it is used.
        strictScalars: true,
        // `Upload` in a browser: 'File'.
        scalars: { DateTime: 'string', Decimal: 'number', JSON: 'unknown', Long: 'number', UUID: 'string', Upload: 'node:buffer#File' },
      },
    },
  },
};
export default config;
