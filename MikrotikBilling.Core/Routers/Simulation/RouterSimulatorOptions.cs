using System.Net;

namespace MikrotikBilling.Core.Routers.Simulation;

/// <summary>Which customers' devices dial by themselves.</summary>
public enum AutoDial
{
    /// <summary>Only those that <see cref="RouterSimulator.Dial"/> names.</summary>
    None,

    /// <summary>Every PPP secret has a device that stays online whenever the router lets it.</summary>
    All,
}

/// <summary>Replies slow down when more than <see cref="Commands"/> commands are under way: a router that degrades under load.</summary>
/// <param name="Commands">What the router does without getting slower.</param>
/// <param name="Penalty">Added to a reply times the square of the excess over <paramref name="Commands"/>, over <paramref name="Commands"/>.</param>
public sealed record RouterCapacity(int Commands, TimeSpan Penalty);

/// <summary>How a simulated router is set up.</summary>
public sealed record RouterSimulatorOptions
{
    /// <summary>Plain API port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>TLS API port; 0 takes a free one, null serves no TLS.</summary>
    public int? TlsPort { get; init; }

    /// <summary>Port of the hotspot's log-in pages; 0 takes a free one, null serves none.</summary>
    public int? HotspotPort { get; init; }

    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    public RouterVersion Version { get; init; } = RouterVersion.V7_24;

    public string Identity { get; init; } = "MikroTik";

    public string UserName { get; init; } = "admin";

    /// <summary>Null makes a random one, see <see cref="RouterSimulator.Password"/>.</summary>
    public string? Password { get; init; }

    /// <summary>More users beside <see cref="UserName"/>.</summary>
    public IReadOnlyList<SimulatorUser> Users { get; init; } = [];

    /// <summary>Added to the reply of every command; commands under way at the same time do not wait for each other.</summary>
    public TimeSpan Latency { get; init; }

    public RouterCapacity? Capacity { get; init; }

    /// <summary>The same seed gives the same customers, addresses and traffic.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Clock of the router's life: uptimes, counters, redials, limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Clock of the network: latency and delays made by faults. Real time unless a test says otherwise.</summary>
    public TimeProvider NetworkClock { get; init; } = TimeProvider.System;

    /// <summary>Secrets made at the start, named <c>customer00001</c> and so on, on profiles with pools.</summary>
    public int Secrets { get; init; }

    public AutoDial AutoDial { get; init; } = AutoDial.None;

    /// <summary>With <see cref="AutoDial.All"/>: only the users this says yes to; null is everybody.</summary>
    public Func<string, bool>? AutoDialOnly { get; init; }

    /// <summary>From a cut, a new secret or a change of it until the customer's device dials.</summary>
    public TimeSpan RedialDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a reboot takes.</summary>
    public TimeSpan RebootDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>API sessions at once (<c>max-sessions</c> of the service).</summary>
    public int MaxSessions { get; init; } = 20;
}
