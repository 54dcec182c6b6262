using BabyNames.Data;
using Microsoft.AspNetCore.OData.Query;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Feeds.Functions;

/// <summary>Rows that no set has: worked out as a whole, which is a page at most, and shaped by the options afterwards.</summary>
internal abstract record RecordsFunction(string Name, string Description, IReadOnlyList<FunctionParameter> Parameters) : FeedFunction(Name, Description, Parameters)
{
    public abstract Type RowType { get; }

    /// <summary>Rows that a call produces and reads at most.</summary>
    public abstract Price Price(FunctionArguments arguments);

    /// <returns>A list of the row type, and how many rows there are without <c>$top</c> and <c>$skip</c>.</returns>
    /// <exception cref="Conventions.Errors.DomainException">A value that cannot be used.</exception>
    public abstract Task<(IReadOnlyList<object> Rows, long Total)> AnswerAsync(
        FunctionArguments arguments, ODataQueryOptions options, BabyNamesDbContext database, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed record RecordsFunction<T>(
    string Name, string Description, IReadOnlyList<FunctionParameter> Parameters, Action<StructuralTypeConfiguration<T>> Type,
    Func<FunctionArguments, Price> Rows, Func<FunctionArguments, BabyNamesDbContext, CancellationToken, Task<IEnumerable<T>>> Answer) : RecordsFunction(Name, Description, Parameters)
    where T : class
{
    public override Type RowType => typeof(T);

    public override Price Price(FunctionArguments arguments) => Rows(arguments);

    public override async Task<(IReadOnlyList<object> Rows, long Total)> AnswerAsync(
        FunctionArguments arguments, ODataQueryOptions options, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var rows = (await Answer(arguments, database, cancellationToken)).AsQueryable();
        var settings = new ODataQuerySettings { TimeZone = TimeZoneInfo.Utc };
        if (options.Filter is { } filter)
            rows = (IQueryable<T>)filter.ApplyTo(rows, settings);
        if (options.OrderBy is { } order)
            rows = order.ApplyTo(rows, settings);
        var found = rows.ToList();
        return (found.Skip(options.Skip?.Value ?? 0).Take(options.Top?.Value ?? found.Count).ToList(), found.Count);
    }

    protected override void Return(ODataModelBuilder model, FunctionConfiguration function)
    {
        Type(model.ComplexType<T>());
        function.ReturnsCollection<T>();
    }
}
