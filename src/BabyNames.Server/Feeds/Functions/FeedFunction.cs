using BabyNames.Data;
using BabyNames.Queries;
using BabyNames.Queries.Errors;
using BabyNames.Server.RateLimiting;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Feeds.Functions;

/// <summary>A question as an OData function.</summary>
/// <param name="Name">Of the function and of its import.</param>
/// <param name="Description">Shown in the metadata.</param>
/// <param name="Arguments">Required ones come first.</param>
internal abstract record FeedFunction(string Name, string Description, ArgumentSet Arguments)
{
    /// <summary>OData has <c>$top</c> instead.</summary>
    private const string PageSize = "first";

    public IReadOnlyList<Argument> Parameters { get; } = [.. Arguments.All.Where(argument => argument.Name != PageSize)];

    /// <summary>Set of the rows; null if no set has them.</summary>
    public virtual string? Set => null;

    /// <summary>Default of <c>$orderby</c>.</summary>
    public virtual string? Order => null;

    /// <summary>The price, before the database is read; null if the rows are those of a set.</summary>
    /// <param name="arguments">The record of the question.</param>
    public virtual Price? Price(object arguments) => null;

    /// <summary>Adds the function to the model, with what it returns.</summary>
    public void Declare(ODataModelBuilder model)
    {
        var function = model.Function(Name);
        foreach (var parameter in Parameters)
        {
            var declared = parameter.Type == typeof(int) ? function.Parameter<int?>(parameter.Name) : function.Parameter<string>(parameter.Name);
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
    public abstract Task<Feed> RowsAsync(object arguments, BabyNamesDbContext database, CancellationToken cancellationToken);

    protected abstract void Return(ODataModelBuilder model, FunctionConfiguration function);
}

/// <summary>Some of the rows of a set.</summary>
internal sealed record RowsFunction<TArguments, T>(
    string Name, string Description, string OfSet, string OfOrder, Func<TArguments, BabyNamesDbContext, IQueryable<T>> Rows, Func<TArguments, RowBounds> Bounds)
    : FeedFunction(Name, Description, ArgumentSet.Of<TArguments>())
    where T : class
{
    public override string Set => OfSet;

    public override string Order => OfOrder;

    public override Task<Feed> RowsAsync(object arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        // Checks the arguments before the request is admitted.
        _ = Rows((TArguments)arguments, database);
        return Task.FromResult<Feed>(new Feed<T>(OfSet, source => Rows((TArguments)arguments, source)) { Search = FeedSearch.OfNames, Bounds = () => Bounds((TArguments)arguments) });
    }

    protected override void Return(ODataModelBuilder model, FunctionConfiguration function) => function.ReturnsCollectionFromEntitySet<T>(OfSet);
}

/// <summary>Rows that no set has.</summary>
/// <param name="Type">Declares the type of the rows.</param>
/// <param name="Key">Properties that no two rows have in common.</param>
/// <param name="DefaultOrder">A property of the class, which the metadata need not have.</param>
internal sealed record RecordsFunction<TArguments, T>(
    string Name, string Description, Action<StructuralTypeConfiguration<T>> Type, IReadOnlyList<string> Key, (string Property, bool Descending) DefaultOrder,
    Func<TArguments, RowEstimate> Estimate, Func<TArguments, BabyNamesDbContext, CancellationToken, Task<IQueryable<T>>> Rows)
    : FeedFunction(Name, Description, ArgumentSet.Of<TArguments>())
    where T : class
{
    public override Price? Price(object arguments) => Feeds.Price.Of(Estimate((TArguments)arguments));

    public override async Task<Feed> RowsAsync(object arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var rows = await Rows((TArguments)arguments, database, cancellationToken);
        return new Feed<T>(Name, _ => rows) { Key = Key, Order = DefaultOrder, Price = Price(arguments), Search = FeedSearch.OfNames };
    }

    protected override void Return(ODataModelBuilder model, FunctionConfiguration function)
    {
        Type(model.ComplexType<T>());
        function.ReturnsCollection<T>();
    }
}
