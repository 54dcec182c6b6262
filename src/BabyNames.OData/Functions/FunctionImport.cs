using BabyNames.ODataEngine.Rows;
using BabyNames.Queries;
using BabyNames.Queries.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.ODataEngine.Functions;

/// <summary>A question as an OData function.</summary>
/// <param name="Name">Name of the function and of its import.</param>
/// <param name="Description">Description for the metadata.</param>
/// <param name="Arguments">The arguments of the question, required ones first.</param>
public abstract record FunctionImport(string Name, string Description, ArgumentSet Arguments)
{
    /// <summary>The argument that limits the rows. OData has <c>$top</c> instead.</summary>
    private const string PageSize = "first";

    /// <summary>The parameters of the function: the arguments except <c>first</c>.</summary>
    public IReadOnlyList<Argument> Parameters { get; } = [.. Arguments.All.Where(argument => argument.Name != PageSize)];

    /// <summary>An example of a call with arguments, which pages for users show.</summary>
    public required string Example { get; init; }

    /// <summary>Evaluates <c>$search</c>; null if it is not supported.</summary>
    public IRowSearch? Search { get; init; }

    /// <summary>Estimates the rows before the database is read; null if the estimate needs the options of the request.</summary>
    /// <param name="arguments">The record with the arguments of the question.</param>
    internal abstract RowEstimate? Estimate(object arguments);

    /// <summary>Adds the function and its return type to the model.</summary>
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
        // The service document may list only functions without parameters.
        function.IncludeInServiceDocument = false;
        function.IsComposable = true;
        DeclareReturn(model, function);
    }

    /// <summary>Returns the rows of the answer as an entity set, to which query options apply.</summary>
    /// <param name="arguments">The record with the arguments of the question.</param>
    /// <exception cref="DomainException">An argument is out of range.</exception>
    internal abstract Task<EntitySet> RowsAsync(object arguments, DbContext database, CancellationToken cancellationToken);

    private protected abstract void DeclareReturn(ODataModelBuilder model, FunctionConfiguration function);
}

/// <summary>A question as an OData function with the types of its arguments and rows.</summary>
/// <typeparam name="TDatabase">The context that <see cref="ODataService.OpenDatabaseAsync"/> opens.</typeparam>
/// <typeparam name="TArguments">A record as <see cref="ArgumentSet"/> describes it.</typeparam>
/// <typeparam name="T">Type of the rows.</typeparam>
/// <param name="Name">Name of the function and of its import.</param>
/// <param name="Description">Description for the metadata.</param>
/// <param name="Columns">Defines which columns of the class are shown.</param>
/// <param name="Key">Properties whose values identify a row.</param>
/// <param name="DefaultOrder">The property to sort by if the request has no <c>$orderby</c>. The metadata need not have it. Equal rows are
/// sorted by the key.</param>
/// <param name="Rows">Validates the arguments and returns a query of the rows.</param>
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

    /// <summary>Estimates the rows by the arguments and the options of the request. <see cref="Rows"/> must not read the database
    /// then.</summary>
    public Func<TArguments, RequestedRows, RowEstimate>? EstimateRequest { get; init; }

    internal override RowEstimate? Estimate(object arguments) => EstimateArguments?.Invoke((TArguments)arguments);

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

    private protected override void DeclareReturn(ODataModelBuilder model, FunctionConfiguration function)
    {
        EntityTypes.AddProperties(model.AddComplexType(typeof(T)), typeof(T), Columns);
        function.ReturnsCollection<T>();
    }
}
