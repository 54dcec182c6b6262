using BabyNames.Data;
using BabyNames.Server.RateLimiting;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Feeds.Functions;

/// <summary>Some of the rows of a set: options work upon them as upon the set.</summary>
internal abstract record RowsFunction(string Name, string Description, IReadOnlyList<FunctionParameter> Parameters) : FeedFunction(Name, Description, Parameters)
{
    /// <summary>Set of the rows.</summary>
    public abstract string Set { get; }

    /// <summary>What <c>$orderby</c> says when the request has none.</summary>
    public abstract string Order { get; }

    /// <exception cref="Conventions.Errors.DomainException">A value that cannot be used.</exception>
    public abstract Feed Rows(FunctionArguments arguments, BabyNamesDbContext database);
}

/// <inheritdoc/>
internal sealed record RowsFunction<T>(
    string Name, string Description, IReadOnlyList<FunctionParameter> Parameters, string Set, string Order,
    Func<FunctionArguments, BabyNamesDbContext, (Func<BabyNamesDbContext, IQueryable<T>> Rows, RowBounds Bounds)> Source) : RowsFunction(Name, Description, Parameters)
    where T : class
{
    public override string Set { get; } = Set;

    public override string Order { get; } = Order;

    public override Feed Rows(FunctionArguments arguments, BabyNamesDbContext database)
    {
        var (rows, bounds) = Source(arguments, database);
        return new Feed<T>(Set, rows) { Search = FeedSearch.OfNames, Bounds = () => bounds };
    }

    protected override void Return(ODataModelBuilder model, FunctionConfiguration function) => function.ReturnsCollectionFromEntitySet<T>(Set);
}
