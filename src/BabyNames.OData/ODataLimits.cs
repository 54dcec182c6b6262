using System.ComponentModel.DataAnnotations;

namespace BabyNames.ODataEngine;

/// <summary>Settings <c>OData:*</c>: what one request of an entity set may ask for. At a limit the request is refused, except that
/// rows beyond a page wait behind its next link.</summary>
public sealed class ODataLimits
{
    /// <summary>Rows of a page unless the client prefers fewer. 10,000.</summary>
    [Range(1, 100_000)]
    public int PageSize { get; set; } = 10_000;

    /// <summary>Most that <c>$skip</c> may pass over: these rows are read too, which next links spare. 1,000,000.</summary>
    [Range(0, int.MaxValue)]
    public int Skip { get; set; } = 1_000_000;

    /// <summary>Characters of path and query; ten times as many when they come in a body, of <c>$batch</c> or <c>$query</c>. 6,000: a next
    /// link has a token beside them, and HTTP ends at 8 KB.</summary>
    [Range(500, 6_000)]
    public int UriLength { get; set; } = 6_000;

    /// <summary>Nodes of a <c>$filter</c>: a comparison has about four. 500.</summary>
    [Range(1, 10_000)]
    public int FilterNodes { get; set; } = 500;

    /// <summary>Values in the lists of <c>in</c>, all together. Comparisons of one property that <c>or</c> joins are such a list.
    /// 1,000.</summary>
    [Range(1, 10_000)]
    public int ListValues { get; set; } = 1_000;

    /// <summary>Functions within functions. 10.</summary>
    [Range(1, 100)]
    public int FunctionDepth { get; set; } = 10;

    /// <summary>Properties in a <c>$orderby</c>. 8.</summary>
    [Range(1, 100)]
    public int OrderByProperties { get; set; } = 8;

    /// <summary>Requests of a <c>$batch</c>. 100.</summary>
    [Range(1, 10_000)]
    public int BatchParts { get; set; } = 100;

    /// <summary>Time for the database to answer, after which its work is cancelled. 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ExecutionTime { get; set; } = TimeSpan.FromSeconds(30);
}
