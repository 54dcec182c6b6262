using BabyNames.Data;
using BabyNames.Server.Errors;
using Microsoft.AspNetCore.OData.Extensions;
using Microsoft.AspNetCore.OData.Query;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.Feeds.Functions;

/// <summary>Answers with rows that no set has.</summary>
internal static class RecordsAnswer
{
    /// <exception cref="FeedException">An option that is for rows of a set.</exception>
    /// <exception cref="Microsoft.OData.ODataException">An option that cannot be read, or is beyond a limit.</exception>
    public static async Task WriteAsync(
        FeedRequest request, RecordsFunction function, FunctionArguments arguments, ODataLimits limits, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        if (request.Path.LastSegment is CountSegment)
            throw new FeedException(ErrorCodes.NotImplemented, $"{function.Name} has no /$count; ask with $count=true.");
        var query = request.Http.Request.Query;
        if (query.ContainsKey("$apply") || query.ContainsKey("$compute") || query.ContainsKey("$search") || query.ContainsKey("$skiptoken"))
            throw new FeedException(ErrorCodes.NotImplemented, $"{function.Name} takes $filter, $orderby, $top, $skip, $count, $select and $format alone.");
        var options = new ODataQueryOptions(new(request.Model, function.RowType, request.Path), request.Http.Request);
        options.Validate(new() { MaxNodeCount = limits.FilterNodes, MaxOrderByNodeCount = limits.OrderByProperties, MaxFunctionCallDepth = limits.FunctionDepth });
        FilterLimits.CheckLists(options.Filter?.FilterClause);
        FilterLimits.CheckPatterns(options.Filter?.FilterClause.Expression);
        for (var order = options.OrderBy?.OrderByClause; order is not null; order = order.ThenBy)
            FilterLimits.CheckPatterns(order.Expression);
        var selection = options.SelectExpand?.SelectExpandClause;
        await request.AdmitAsync(function.Price(arguments), cancellationToken);
        var (rows, total) = await function.AnswerAsync(arguments, options, database, cancellationToken);
        if (CsvWriter.IsAsked(request.Http.Request))
        {
            CsvWriter.Check(options.Count?.Value == true, function.Name);
            var type = (IEdmStructuredType)((IEdmCollectionType)request.Path.LastSegment.EdmType).ElementType.Definition;
            var columns = CsvWriter.Columns(function.RowType, request.Model, type, selection);
            await new CsvWriter(request, function.Name).WriteAsync(columns, rows.ToAsyncEnumerable(), cancellationToken);
            return;
        }
        request.Rows = rows.Count;
        if (options.Count?.Value == true)
            request.Http.ODataFeature().TotalCount = total;
        await FeedWriter.WriteAsync(request, rows, selection);
    }
}
