using System.Linq.Expressions;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Mutations;
using BabyNames.Server.Access;
using BabyNames.Sources;
using GraphQL;
using GraphQL.Types;

namespace BabyNames.Server.Audit;

/// <summary>Mutations for admins, which are recorded in the audit log.</summary>
internal static class AdminMutations
{
    /// <summary>Inputs that name the subject of a mutation.</summary>
    private static readonly string[] Subjects = ["datasetId", "keyId", "file", "code"];

    /// <param name="run">Runs the mutation and returns the id of the dataset.</param>
    public static FieldType DatasetMutation(
        this ConventionSchema schema, string name, string description, IReadOnlyCollection<Type> errors, IEnumerable<MutationInput> input,
        Func<IReadOnlyDictionary<string, object?>, IResolveFieldContext, Task<Guid>> run) =>
        schema.RowMutation<Dataset, Guid>(name, description, resultName: "dataset", errors, input, run, id => dataset => dataset.Id == id);

    /// <param name="run">Runs the mutation and returns the key of the result.</param>
    /// <param name="find">Finds the row of a key.</param>
    public static FieldType RowMutation<T, TKey>(
        this ConventionSchema schema, string name, string description, string resultName, IReadOnlyCollection<Type> errors, IEnumerable<MutationInput> input,
        Func<IReadOnlyDictionary<string, object?>, IResolveFieldContext, Task<TKey>> run, Func<TKey, Expression<Func<T, bool>>> find)
        where T : class
        where TKey : notnull =>
        schema.Mutation<BabyNamesDbContext, T>(name, description, resultName, errors, input, async (values, context) =>
        {
            async Task<(TKey, string)> RunAsync()
            {
                var done = await run(values, context);
                return (done, done.ToString()!);
            }

            return find(await RecordAsync(name, values, context, RunAsync));
        }).Authorize(Roles.Admin);

    /// <param name="run">Runs the mutation and returns its result and subject.</param>
    public static FieldType AdminMutation<T>(
        this ConventionSchema schema, string name, string description, string resultName, IReadOnlyCollection<Type> errors, IEnumerable<MutationInput> input,
        Func<IReadOnlyDictionary<string, object?>, IResolveFieldContext, Task<(T Result, string Subject)>> run)
        where T : class =>
        schema.Mutation<T>(name, description, resultName, errors, input,
            (values, context) => RecordAsync(name, values, context, () => run(values, context))).Authorize(Roles.Admin);

    private static Task<T> RecordAsync<T>(
        string name, IReadOnlyDictionary<string, object?> input, IResolveFieldContext context, Func<Task<(T Result, string Subject)>> run)
    {
        var subject = Subjects.Select(one => input.GetValueOrDefault(one)).FirstOrDefault(value => value is not null);
        return context.RequestServices!.GetRequiredService<AuditLog>().RecordAsync(
            Actor.Of(context.User!), name, subject is null ? null : SourceError.Printable(subject is Upload file ? file.FileName : subject.ToString()!), run, context.CancellationToken);
    }
}
