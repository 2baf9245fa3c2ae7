using System.ComponentModel.DataAnnotations;
using MikrotikBilling.Core.Routers.RouterOs.Wire;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>How this installation talks to its routers; configuration section <c>RouterOs</c>.</summary>
public sealed class RouterOsOptions
{
    public const string Section = "RouterOs";

    private const string Shortest = "00:00:00.010";
    private const string Longest = "01:00:00";

    /// <summary>Name resolution and TCP connect together.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ConnectDeadline { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), Shortest, Longest, ParseLimitsInInvariantCulture = true)]
    public TimeSpan TlsDeadline { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), Shortest, Longest, ParseLimitsInInvariantCulture = true)]
    public TimeSpan LoginDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>From sending a command to its last reply, where the command names no deadline of its own.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest, ParseLimitsInInvariantCulture = true)]
    public TimeSpan CommandDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A router that says nothing at all for so long after a <c>/cancel</c> is given up, and the connection with it.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest, ParseLimitsInInvariantCulture = true)]
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A connection without commands is closed after this.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest, ParseLimitsInInvariantCulture = true)]
    public TimeSpan IdleClose { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Idle time before TCP probes whether the router still lives.</summary>
    [Range(typeof(TimeSpan), "00:00:01", Longest, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeepAliveTime { get; set; } = TimeSpan.FromSeconds(30);

    [Range(typeof(TimeSpan), "00:00:01", Longest, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(10);

    [Range(1, 20)]
    public int KeepAliveProbes { get; set; } = 3;

    /// <summary>Commands under way at once on a fresh connection.</summary>
    [Range(1, 1024)]
    public int WindowStart { get; set; } = 4;

    /// <summary>Most commands under way at once on one connection.</summary>
    [Range(1, 1024)]
    public int WindowCeiling { get; set; } = 64;

    /// <summary>Largest reply sentence accepted.</summary>
    [Range(1024, 256 << 20)]
    public int MaxRowBytes { get; set; } = 16 << 20;

    /// <summary>Largest gathered reply accepted; read more than this as a stream.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxReplyBytes { get; set; } = 128 << 20;

    /// <summary>Rows of a stream kept for a slow reader before the connection stops reading, as long as nobody else waits on it.</summary>
    [Range(2, 1 << 20)]
    public int StreamBufferRows { get; set; } = 256;

    /// <summary>Rows of a stream kept while others wait on the connection; above this the stream is cut.</summary>
    [Range(2, 1 << 24)]
    public int StreamOverflowRows { get; set; } = 20_000;

    /// <summary>
    /// Answers the MD5 challenge of RouterOS before 6.43. Off, because the plain form is sent first and would disclose the password
    /// to any machine that claims to be old.
    /// </summary>
    public bool AllowLegacyLogin { get; set; }

    /// <summary>Allows loopback, link-local and this machine's own addresses as routers: for simulators and tests.</summary>
    public bool AllowLocalHosts { get; set; }

    internal WireLimits WireLimits => new(MaxRowBytes, MaxRowBytes, 4096);
}
