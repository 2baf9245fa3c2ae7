namespace MikrotikBilling.Core.Provisioning;

/// <summary>Why a session ended.</summary>
public enum SessionEnd
{
    /// <summary>Nobody told.</summary>
    Unknown,

    /// <summary>The device hung up or signed out.</summary>
    Device,

    /// <summary>The device answered no more.</summary>
    LineLost,

    /// <summary>Its time was up; it may sign in again.</summary>
    TimeLimit,

    Idle,

    DataCap,

    RouterRestarted,

    /// <summary>While the router was out of sight.</summary>
    OutOfSight,

    Staff,

    /// <summary>Expired, disabled, paused, cancelled, or cut at its data cap.</summary>
    ServiceEnded,

    /// <summary>The service was changed and had to be signed in to anew.</summary>
    ServiceChanged,

    /// <summary>By somebody at the router itself.</summary>
    OnRouter,
}
