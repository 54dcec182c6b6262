using BabyNames.Data;
using BabyNames.Server.RateLimiting;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Feeds.Functions;

/// <summary>A question that OData asks by its name, as Power Query shows it among its functions.</summary>
/// <param name="Name">Of the function and of its import.</param>
/// <param name="Description">For whoever reads the metadata.</param>
/// <param name="Parameters">In order; those that must be given first.</param>
internal abstract record FeedFunction(string Name, string Description, IReadOnlyList<FunctionParameter> Parameters)
{
    /// <summary>Set of the rows; null where no set has them.</summary>
    public virtual string? Set => null;

    /// <summary>What <c>$orderby</c> says when the request has none.</summary>
    public virtual string? Order => null;

    /// <summary>Rows that finding the answer reads at most, before the database is asked; null where the rows are those of a set.</summary>
    public virtual Price? Price(FunctionArguments arguments) => null;

    /// <summary>Adds it to the model, with what it returns.</summary>
    public void Declare(ODataModelBuilder model)
    {
        var function = model.Function(Name);
        foreach (var parameter in Parameters)
        {
            var declared = parameter.IsNumber ? function.Parameter<int>(parameter.Name) : function.Parameter<string>(parameter.Name);
            if (parameter.IsOptional)
                declared.Optional();
            else
                declared.Nullable = false;
        }
        // Only those without parameters may stand in the service document.
        function.IncludeInServiceDocument = false;
        function.IsComposable = true;
        Return(model, function);
    }

    /// <summary>The rows of the answer: options work upon them as upon those of a set.</summary>
    /// <exception cref="Conventions.Errors.DomainException">A value that cannot be used.</exception>
    public abstract Task<Feed> RowsAsync(FunctionArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken);

    protected abstract void Return(ODataModelBuilder model, FunctionConfiguration function);
}

/// <param name="IsNumber">An Edm.Int32; otherwise an Edm.String.</param>
internal sealed record FunctionParameter(string Name, string Description, bool IsNumber = false, bool IsOptional = false);

/// <summary>Some of the rows of a set.</summary>
internal sealed record RowsFunction<T>(
    string Name, string Description, IReadOnlyList<FunctionParameter> Parameters, string OfSet, string OfOrder,
    Func<FunctionArguments, BabyNamesDbContext, (Func<BabyNamesDbContext, IQueryable<T>> Rows, RowBounds Bounds)> Source) : FeedFunction(Name, Description, Parameters)
    where T : class
{
    public override string Set => OfSet;

    public override string Order => OfOrder;

    public override Task<Feed> RowsAsync(FunctionArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var (rows, bounds) = Source(arguments, database);
        return Task.FromResult<Feed>(new Feed<T>(OfSet, rows) { Search = FeedSearch.OfNames, Bounds = () => bounds });
    }

    protected override void Return(ODataModelBuilder model, FunctionConfiguration function) => function.ReturnsCollectionFromEntitySet<T>(OfSet);
}

/// <summary>Rows that no set has.</summary>
/// <param name="Key">Properties that no two rows have in common.</param>
/// <param name="OfRows">The order of the rows unless <c>$orderby</c> says another: a property of the class, which the metadata need not have.</param>
internal sealed record RecordsFunction<T>(
    string Name, string Description, IReadOnlyList<FunctionParameter> Parameters, Action<StructuralTypeConfiguration<T>> Type, IReadOnlyList<string> Key, (string Property, bool Descending) OfRows,
    Func<FunctionArguments, Price> Rows, Func<FunctionArguments, BabyNamesDbContext, CancellationToken, Task<IQueryable<T>>> Answer) : FeedFunction(Name, Description, Parameters)
    where T : class
{
    public override Price? Price(FunctionArguments arguments) => Rows(arguments);

    public override async Task<Feed> RowsAsync(FunctionArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var rows = await Answer(arguments, database, cancellationToken);
        return new Feed<T>(Name, _ => rows) { Key = Key, Order = OfRows, Price = Rows(arguments), Search = FeedSearch.OfNames };
    }

    protected override void Return(ODataModelBuilder model, FunctionConfiguration function)
    {
        Type(model.ComplexType<T>());
        function.ReturnsCollection<T>();
    }
}
