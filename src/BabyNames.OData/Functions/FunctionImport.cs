using BabyNames.ODataEngine.Rows;
using BabyNames.Queries;
using BabyNames.Queries.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.ODataEngine.Functions;

/// <summary>A question as an OData function.</summary>
/// <param name="Name">Of the function and of its import.</param>
/// <param name="Description">Shown in the metadata.</param>
/// <param name="Arguments">Required ones come first.</param>
public abstract record FunctionImport(string Name, string Description, ArgumentSet Arguments)
{
    /// <summary>OData has <c>$top</c> instead.</summary>
    private const string PageSize = "first";

    public IReadOnlyList<Argument> Parameters { get; } = [.. Arguments.All.Where(argument => argument.Name != PageSize)];

    /// <summary>A call with its arguments, for people to begin with.</summary>
    public required string Example { get; init; }

    /// <summary>Answers <c>$search</c>; null if it is not supported.</summary>
    public IRowSearch? Search { get; init; }

    /// <summary>Estimates the rows before the database is read; null if the options of the request are needed.</summary>
    /// <param name="arguments">The record of the question.</param>
    internal abstract RowEstimate? Estimated(object arguments);

    /// <summary>Adds the function to the model, with what it returns.</summary>
    internal void Declare(ODataModelBuilder model)
    {
        var function = model.Function(Name);
        foreach (var parameter in Parameters)
        {
            var declared =
                parameter.Type == typeof(int) ? function.Parameter<int?>(parameter.Name) : function.Parameter<string>(parameter.Name);
            declared.Nullable = !parameter.IsRequired;
            if (!parameter.IsRequired)
                declared.Optional();
        }
        // Only those without parameters may stand in the service document.
        function.IncludeInServiceDocument = false;
        function.IsComposable = true;
        Return(model, function);
    }

    /// <summary>The rows of the answer. Options apply to them as to those of a set.</summary>
    /// <param name="arguments">The record of the question.</param>
    /// <exception cref="DomainException">An argument is out of range.</exception>
    internal abstract Task<EntitySet> RowsAsync(object arguments, DbContext database, CancellationToken cancellationToken);

    private protected abstract void Return(ODataModelBuilder model, FunctionConfiguration function);
}

/// <inheritdoc/>
/// <typeparam name="TDatabase">The context that <see cref="ODataService.OpenDatabaseAsync"/> opens.</typeparam>
/// <typeparam name="TArguments">A record, as <see cref="ArgumentSet"/> describes it.</typeparam>
/// <typeparam name="T">Type of the rows.</typeparam>
/// <param name="Columns">What is shown of the class.</param>
/// <param name="Key">Properties that no two rows have in common.</param>
/// <param name="DefaultOrder">A property of the class, which the metadata need not have; rows that are equal by it follow the key.</param>
public sealed record FunctionImport<TDatabase, TArguments, T>(
    string Name,
    string Description,
    ColumnNames<T> Columns,
    IReadOnlyList<string> Key,
    (string Property, bool Descending) DefaultOrder,
    Func<TArguments, TDatabase, CancellationToken, Task<IQueryable<T>>> Rows
) : FunctionImport(Name, Description, ArgumentSet.Of<TArguments>())
    where TDatabase : DbContext
    where T : class
{
    /// <summary>Estimates the rows by the arguments, before the database is read.</summary>
    public Func<TArguments, RowEstimate>? EstimateArguments { get; init; }

    /// <summary>Estimates the rows by the arguments and the options of the request. <see cref="Rows"/> must not read any then.</summary>
    public Func<TArguments, RequestedRows, RowEstimate>? EstimateRequest { get; init; }

    internal override RowEstimate? Estimated(object arguments) => EstimateArguments?.Invoke((TArguments)arguments);

    internal override async Task<EntitySet> RowsAsync(object arguments, DbContext database, CancellationToken cancellationToken)
    {
        var rows = await Rows((TArguments)arguments, (TDatabase)database, cancellationToken);
        return new EntitySet<T>(Name, _ => rows)
        {
            Key = Key,
            Order = DefaultOrder,
            Search = Search,
            Estimate = EstimateRequest is { } estimate ? request => estimate((TArguments)arguments, request) : null,
        };
    }

    private protected override void Return(ODataModelBuilder model, FunctionConfiguration function)
    {
        EntityTypes.AddProperties(model.AddComplexType(typeof(T)), typeof(T), Columns);
        function.ReturnsCollection<T>();
    }
}
