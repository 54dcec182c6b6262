using System.Linq.Expressions;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Mutations;
using BabyNames.Server.Access;
using BabyNames.Server.Notifications;
using BabyNames.Sources;

namespace BabyNames.Server.Audit;

/// <summary>Adds mutations that only admins may use. The audit log records them.</summary>
internal static class AdminMutations
{
    /// <summary>The second part of the description of an input's field that may be omitted or null.</summary>
    public const string Optional = "Omit it to leave the value unchanged. Null removes the value.";

    /// <summary>Names of the properties that contain the object of a mutation. Each input has at most one of them.</summary>
    private static readonly string[] Subjects = ["DatasetId", "KeyId", "File", "Code"];

    /// <summary>Adds a mutation whose result is a dataset.</summary>
    /// <param name="run">Runs the mutation and returns the id of the dataset.</param>
    public static void DatasetMutation<TInput>(
        this ConventionSchema schema,
        string name,
        string description,
        IReadOnlyCollection<Type> errors,
        Func<TInput, MutationContext, Task<Guid>> run
    ) =>
        schema.RowMutation<TInput, Dataset, Guid>(name, description, resultName: "dataset", errors, run, id => dataset => dataset.Id == id);

    /// <summary>Adds a mutation whose result is a row.</summary>
    /// <param name="run">Runs the mutation and returns the key of the row.</param>
    /// <param name="find">Returns the condition that finds the row by its key.</param>
    public static void RowMutation<TInput, T, TKey>(
        this ConventionSchema schema,
        string name,
        string description,
        string resultName,
        IReadOnlyCollection<Type> errors,
        Func<TInput, MutationContext, Task<TKey>> run,
        Func<TKey, Expression<Func<T, bool>>> find
    )
        where T : class
        where TKey : notnull =>
        schema
            .WithDataVersion(
                schema.Mutation<BabyNamesDbContext, TInput, T>(
                    name,
                    description,
                    resultName,
                    errors,
                    async (input, context) => find(await RecordAsync(name, input, context, run, key => key.ToString()!))
                ),
                EffectiveVersion.Description,
                (services, cancellationToken) => services.GetRequiredService<EffectiveVersion>().ReadAsync(cancellationToken)
            )
            .Authorize(Roles.Admin);

    /// <summary>Adds a mutation whose result is an object.</summary>
    /// <param name="run">Runs the mutation and returns its result.</param>
    /// <param name="subjectOf">Returns the object of the action from the result of the mutation.</param>
    public static void AdminMutation<TInput, T>(
        this ConventionSchema schema,
        string name,
        string description,
        string resultName,
        IReadOnlyCollection<Type> errors,
        Func<TInput, MutationContext, Task<T>> run,
        Func<T, string> subjectOf
    )
        where T : class =>
        schema
            .Mutation<TInput, T>(
                name,
                description,
                resultName,
                errors,
                (input, context) => RecordAsync(name, input, context, run, subjectOf)
            )
            .Authorize(Roles.Admin);

    private static Task<T> RecordAsync<TInput, T>(
        string name,
        TInput input,
        MutationContext context,
        Func<TInput, MutationContext, Task<T>> run,
        Func<T, string> subjectOf
    )
    {
        var subject = Subjects.Select(typeof(TInput).GetProperty).FirstOrDefault(property => property is not null)?.GetValue(input);
        var text = subject is Upload file ? file.FileName : subject?.ToString();
        return context
            .Services.GetRequiredService<AuditLog>()
            .RecordAsync(
                Actor.Of(context.User),
                name,
                text is null ? null : SourceError.Printable(text),
                RunAsync,
                context.CancellationToken
            );

        async Task<(T, string)> RunAsync()
        {
            var result = await run(input, context);
            return (result, subjectOf(result));
        }
    }
}
